"""The reference is judged over real sockets and in real time as it is in virtual time.

Here one case each of some short items, all at once; `make loopback` plays whatever loopback can carry.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load
from tools.venues import venue_traits

ROOT = Path(__file__).parents[2]
SHORT = ("AU-010", "CF-010", "CL-010", "ER-040", "MD-140", "OR-120", "OR-160", "RL-060")
"""Half a minute each at most, and most of it is waiting."""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    path = tmp_path_factory.mktemp("loopback") / "report.json"
    command = [
        "tools/run_readiness.py",
        "--stage",
        "loopback",
        "--jobs",
        str(2 * len(SHORT)),
        "--brief",
        "--quiet",
    ]
    done = subprocess.run(
        [sys.executable, *command, "--save-report", str(path), "--item", *SHORT],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert path.is_file(), done.stdout + done.stderr
    found: dict[str, Any] = json.loads(path.read_text())
    return found


def test_every_item_passes_on_loopback(report: dict[str, Any]) -> None:
    assert [f"{item['id']} {item['reason']}" for item in report["items"] if item["outcome"] != "passed"] == []


def test_time_was_real(report: dict[str, Any]) -> None:
    played = [one for item in report["items"] for one in item["evidence"]]

    asked = [
        (item.id, venue)
        for item in load().items
        for venue in report["venues"]
        if item.id in SHORT and item.is_asked_at(venue_traits(venue))
    ]
    assert [(one["token"].split("/")[2], one["venue"]) for one in played] == asked
    assert [one["token"] for one in played if not one["wall_s"] >= one["virtual_s"]] == []
