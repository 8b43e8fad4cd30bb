"""Defects that released connectors had lose the item that is there for them, and it cites their thread."""

import tomllib
from pathlib import Path

import pytest

from tools.apart import report_on

ROOT = Path(__file__).parents[2]
DEFECTS = tomllib.loads((Path(__file__).parent / "historic.toml").read_text())


@pytest.mark.parametrize("name", DEFECTS)
def test_a_historic_defect_loses_its_item_which_cites_it(name: str) -> None:
    (seen,) = report_on(f"saboteurs/historic/{name}", "--venue", "binance", "--item", DEFECTS[name]["item"])[
        "items"
    ]

    assert seen["outcome"] == "failed"
    assert DEFECTS[name]["url"] in [ground["source"] for ground in seen["grounds"]]


@pytest.mark.parametrize("name", DEFECTS)
def test_a_historic_defect_says_who_had_it_and_who_has_it_no_more(name: str) -> None:
    assert DEFECTS[name]["affected"]
    assert DEFECTS[name]["fixed"]
    assert DEFECTS[name]["affected"] != DEFECTS[name]["fixed"]


def test_each_historic_defect_is_played() -> None:
    folder = ROOT / "subjects" / "saboteurs" / "historic"
    assert {path.stem for path in folder.glob("[!_]*.py")} == set(DEFECTS)
