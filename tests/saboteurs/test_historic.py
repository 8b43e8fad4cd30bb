"""Defects that released connectors had lose the item that is there for them, and it cites their thread."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DEFECTS = tomllib.loads((Path(__file__).parent / "historic.toml").read_text())


@pytest.mark.parametrize("name", DEFECTS)
def test_a_historic_defect_loses_its_item_which_cites_it(name: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    item, subject = DEFECTS[name]["item"], f"saboteurs/historic/{name}"
    command = ["tools/run_readiness.py", "--subject", subject, "--quiet", "--save-report", str(report)]
    done = subprocess.run(
        [sys.executable, *command, "--item", item], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert report.is_file(), done.stdout + done.stderr

    (seen,) = json.loads(report.read_text())["items"]
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
