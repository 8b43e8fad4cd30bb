"""What a released library did not earn is documented, item by item; the list is what a real run says."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load
from tools.apart import report_on

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "subjects"
SUBJECTS = ("ccxt", "python_binance")


def listed(subject: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = tomllib.loads((FOLDER / f"{subject}.toml").read_text())["item"]
    return items


@pytest.mark.parametrize("subject", SUBJECTS)
def test_each_item_that_was_not_earned_is_documented_with_its_replay(subject: str) -> None:
    rows = [line for line in (FOLDER / f"{subject}.md").read_text().splitlines() if line.startswith("| ")]

    for item in listed(subject):
        own = [row for row in rows if row.startswith(f"| {item['id']} ")]
        assert len(own) == 1, item["id"]
        assert f"`{item['replay']}`" in own[0]


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_list_names_items_of_the_checklist_once(subject: str) -> None:
    ids = [item["id"] for item in listed(subject)]

    assert len(ids) == len(set(ids))
    assert set(ids) <= {item.id for item in load().items}


@pytest.mark.skipif(os.environ.get("MATRIX") != "whole", reason="plays the whole checklist: make matrix")
@pytest.mark.parametrize("subject", SUBJECTS)
def test_the_list_is_what_a_real_run_says(subject: str) -> None:
    seen = {item["id"]: item["outcome"] for item in report_on(subject, "--venue", "binance")["items"]}
    lost = {id_: outcome for id_, outcome in seen.items() if outcome not in ("passed", "inapplicable")}

    assert lost == {item["id"]: item["outcome"] for item in listed(subject)}
