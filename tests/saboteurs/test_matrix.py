"""Every defect is caught by the item that is there for it, and by no other.

A row of the matrix is one saboteur played through the checklist by the gate itself, in a process of its
own. A check that no saboteur fails proves nothing; one that fails for another's defect misleads. Each row
plays every case of its own item and one case of every other; `make matrix` plays all cases of all.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load
from checklist.model import Item

ROOT = Path(__file__).parents[2]
ITEMS = load().items
BROAD = [item.id for item in ITEMS if item.broad]
"""Long mixed runs, which any defect may spoil: their own saboteurs are still those of one item."""
WHOLE = os.environ.get("MATRIX") == "whole"


def scored(subject: str, report: Path, *arguments: str) -> dict[str, Any]:
    """The gate's own report on that subject."""
    command = ["tools/run_readiness.py", "--subject", subject, "--quiet", "--save-report", str(report)]
    done = subprocess.run(
        [sys.executable, *command, *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert report.is_file(), done.stdout + done.stderr
    result: dict[str, Any] = json.loads(report.read_text())
    return result


def not_passed(report: dict[str, Any]) -> dict[str, str]:
    """Item -> outcome, of all that were played and did not pass."""
    return {entry["id"]: entry["outcome"] for entry in report["items"] if entry["outcome"] != "passed"}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.saboteur)
def test_a_saboteur_fails_its_item_and_no_other(item: Item, tmp_path: Path) -> None:
    saboteur = f"saboteurs/{item.saboteur}"
    others = not_passed(scored(saboteur, tmp_path / "all.json", *([] if WHOLE else ["--brief"])))
    own = others.pop(item.id, None)
    if own is None:
        own = not_passed(scored(saboteur, tmp_path / "own.json", "--item", item.id)).get(item.id)

    allowed = (*item.shared_with, *BROAD)
    assert own == "failed"
    assert {id_: outcome for id_, outcome in others.items() if id_ not in allowed} == {}


def test_the_canary_that_does_everything_wrong_scores_under_20(tmp_path: Path) -> None:
    report = scored("saboteurs/canary", tmp_path / "report.json")

    assert report["score"] < 20
