"""The gate on a stage: what is told of it, and what cannot be there."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Gate = Callable[..., int]
FAR = """
import pytest
from scenarios.verdict import NotOnThisStage

@pytest.mark.item("CO-050")
def test_too_long_for_loopback(stage):
    assert stage.loopback
    raise NotOnThisStage("it takes more than a day")
"""


def report_of(run_gate: Gate, tmp_path: Path, *arguments: str, subject: bool = True) -> dict[str, Any]:
    path = tmp_path / "report.json"
    run_gate(*arguments, "--save-report", str(path), subject=subject)
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def test_what_a_stage_cannot_carry_is_listed_and_not_passed(
    run_gate: Gate, suites: Path, tmp_path: Path
) -> None:
    (suites / "test_far.py").write_text(FAR)

    report = report_of(run_gate, tmp_path, "--stage", "loopback", "--item", "CO-020", "CO-050")

    assert report["stage"] == "loopback"
    assert report["coverage_percent"] < 100
    assert [(item["outcome"], item["reason"]) for item in report["items"]] == [
        ("passed", ""),
        ("inapplicable", "not on this stage: it takes more than a day"),
    ]


def test_a_token_brings_back_the_stage(run_gate: Gate, suites: Path, tmp_path: Path) -> None:
    (suites / "test_far.py").write_text(FAR)
    (item,) = report_of(run_gate, tmp_path, "--stage", "loopback", "--item", "CO-050")["items"]

    again = report_of(run_gate, tmp_path, "--replay", item["replay"].split()[-1], subject=False)

    assert (again["stage"], again["items"][0]["outcome"]) == ("loopback", "inapplicable")


def test_virtual_time_is_where_a_report_says_nothing_else(
    run_gate: Gate, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    assert report_of(run_gate, tmp_path, "--item", "CO-020")["stage"] == "simulated"
    assert "loopback" not in capfd.readouterr().out
