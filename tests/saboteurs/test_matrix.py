"""Every defect is caught by the item that is there for it, and by no other.

A row of the matrix is one saboteur played through the whole checklist by the gate itself, in a process of
its own. A check that no saboteur fails proves nothing; one that fails for another's defect misleads.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load

ROOT = Path(__file__).parents[2]
ITEMS = [item for item in load().items if item.saboteur]


def scored(subject: str, report: Path) -> dict[str, Any]:
    """The gate's own report on that subject."""
    command = ["tools/run_readiness.py", "--subject", subject, "--quiet", "--save-report", str(report)]
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.is_file(), done.stdout + done.stderr
    result: dict[str, Any] = json.loads(report.read_text())
    return result


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.saboteur)
def test_a_saboteur_fails_its_item_and_no_other(item: Any, tmp_path: Path) -> None:
    report = scored(f"saboteurs/{item.saboteur}", tmp_path / "report.json")

    outcomes = {entry["id"]: entry["outcome"] for entry in report["items"]}
    not_passed = {name: outcome for name, outcome in outcomes.items() if outcome != "passed"}
    assert not_passed == {item.id: "failed"}


def test_the_canary_that_does_everything_wrong_scores_under_20(tmp_path: Path) -> None:
    report = scored("saboteurs/canary", tmp_path / "report.json")

    assert report["score"] < 20
