"""The gate on a stage, and in several processes: what is told of it, and what stays the same."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Gate = Callable[..., int]
BOTH = ("--suite", "connection_resilience", "market_data_integrity")
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


def test_several_processes_judge_as_one_does(run_gate: Gate, tmp_path: Path) -> None:
    def judged(*jobs: str) -> list[Any]:
        report = report_of(run_gate, tmp_path, *BOTH, *jobs)
        return [
            (
                item["id"],
                item["outcome"],
                item["reason"],
                [(one["token"], one["digest"]) for one in item["evidence"]],
            )
            for item in report["items"]
        ]

    assert judged("--jobs", "2") == judged()


def test_each_suite_is_told_once_whatever_the_order_of_play(
    run_gate: Gate, capfd: pytest.CaptureFixture[str]
) -> None:
    run_gate(*BOTH, "--jobs", "2")

    assert re.findall(r"Category (\d/\d \w+):", capfd.readouterr().out) == [
        "1/2 connection_resilience",
        "2/2 market_data_integrity",
    ]


def test_a_process_that_dies_leaves_its_item_unjudged(run_gate: Gate, suites: Path, tmp_path: Path) -> None:
    (suites / "test_dying.py").write_text(
        "import os\nimport pytest\n\n"
        "@pytest.mark.item('CO-020')\n"
        "@pytest.mark.parametrize('end', [False, True])\n"
        "def test_it(stage, end):\n"
        "    assert not end or os._exit(3)\n"
    )

    report = report_of(run_gate, tmp_path, "--item", "CO-020", "--jobs", "2")

    assert report["exit_status"] == 3
    assert any("died" in note for note in report["notes"])
