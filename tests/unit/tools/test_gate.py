"""The gate from command line to exit status, over a small suite that ends in every way there is."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checklist.load import load
from checklist.report.json_report import SCHEMA_FILE
from tools.venues import venue_traits

Gate = Callable[..., int]
BOTH = ("--suite", "connection_resilience", "market_data_integrity")


def report_of(run_gate: Gate, tmp_path: Path, *arguments: str) -> dict[str, Any]:
    path = tmp_path / "report.json"
    run_gate(*arguments, "--save-report", str(path))
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def outcomes(report: dict[str, Any]) -> dict[str, str]:
    return {item["id"]: item["outcome"] for item in report["items"]}


def test_each_end_of_a_test_becomes_its_outcome(run_gate: Gate, tmp_path: Path) -> None:
    found = outcomes(report_of(run_gate, tmp_path, *BOTH))

    assert found["CO-010"] == "failed"
    assert found["CO-020"] == "passed"
    assert found["CO-030"] == "inapplicable"
    assert found["CO-040"] == "uncovered"
    assert found["MD-010"] == "inconclusive"
    assert found["MD-020"] == "inapplicable"
    assert found["MD-030"] == "inconclusive"


def test_a_failure_is_told_in_the_verdicts_own_words_and_at_length(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, "--item", "CO-010")

    (item,) = report["items"]
    assert item["reason"] == "at 42.020 it served update 142 without 140, " + ("and so on " * 30).strip()


def test_a_failed_item_names_the_token_that_replays_its_failing_case(run_gate: Gate, tmp_path: Path) -> None:
    first = report_of(run_gate, tmp_path, "--item", "CO-010", "--seeds", "2")
    token = first["items"][0]["replay"].split()[-1]

    path = tmp_path / "again.json"
    run_gate("--replay", token, "--save-report", str(path), subject=False)

    (again,) = json.loads(path.read_text())["items"]
    failed = [one for one in first["items"][0]["evidence"] if one["outcome"] == "failed"]
    assert [(one["token"], one["digest"]) for one in again["evidence"]] == [
        (one["token"], one["digest"]) for one in failed
    ]


def test_every_seed_of_every_case_is_played(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, "--item", "CO-010", "--seeds", "3")

    assert [one["digest"] for one in report["items"][0]["evidence"]] == [
        f"digest-{case}-{seed}" for seed in (1, 2, 3) for case in ("a close frame", "tcp/reset")
    ]


def test_the_report_keeps_the_published_schema(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, *BOTH)

    jsonschema.validate(report, json.loads(SCHEMA_FILE.read_text()))


def test_a_critical_failure_shuts_the_gate(run_gate: Gate) -> None:
    assert run_gate("--item", "CO-010") == 2


def test_a_subject_without_open_items_is_ready(run_gate: Gate) -> None:
    assert run_gate("--item", "CO-020") == 0


def test_a_broken_premise_is_no_judgement(run_gate: Gate) -> None:
    assert run_gate("--item", "MD-010") == 3


def test_a_subject_to_which_nothing_applies_is_not_judged(run_gate: Gate) -> None:
    assert run_gate("--item", "CO-030") == 3


def test_a_test_that_never_ends_is_ended_and_not_judged(
    run_gate: Gate, suites: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTEST_TIMEOUT", "0.1")
    (suites / "test_blocking.py").write_text(
        "import asyncio\nimport pytest\n\n"
        "async def block():\n    while True:\n        pass\n\n"
        "@pytest.mark.item('RS-010')\ndef test_it(stage):\n    asyncio.run(block())\n"
    )

    report = report_of(run_gate, tmp_path, "--item", "RS-010")

    assert report["items"][0]["outcome"] == "inconclusive"
    assert report["items"][0]["reason"] == "no end within 0.1 s of wall time"
    assert report["notes"] == []


def test_fail_fast_stops_at_the_first_critical_failure(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, *BOTH, "--fail-fast")

    assert "stopped at the first critical failure, CO-010" in report["notes"][-1]
    assert outcomes(report)["CO-020"] == "uncovered"
    assert report["exit_status"] == 2


def test_a_partial_run_says_so(run_gate: Gate, capfd: pytest.CaptureFixture[str]) -> None:
    run_gate("--item", "CO-020")

    assert "(item CO-020 only)" in capfd.readouterr().out


def test_the_whole_checklist_is_scored_when_nothing_is_selected(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path)

    assert report["part"] is None
    assert sorted(item["id"] for item in report["items"]) == sorted(
        item.id for item in load().items if item.is_asked_at(venue_traits("binance"))
    )


def test_quiet_prints_one_line(run_gate: Gate, capfd: pytest.CaptureFixture[str]) -> None:
    run_gate("--item", "CO-020", "--quiet")

    (line,) = capfd.readouterr().out.splitlines()
    assert line.startswith("100 of 100 over 100 %")


def test_a_failure_is_shown_with_reason_remedy_grounds_and_replay(
    run_gate: Gate, capfd: pytest.CaptureFixture[str]
) -> None:
    run_gate("--item", "CO-010")

    shown = capfd.readouterr().out
    assert "failed: at 42.020 it served update 142 without 140" in shown
    assert "remedy:  Keep the wanted subscriptions apart" in shown
    assert "grounds: INC-" in shown
    assert "INC-001" in shown
    assert "tools/run_readiness.py --replay" in shown
    assert "CO-010/tcp%2Freset/1" in shown


def test_the_options_of_the_subject_are_shown(run_gate: Gate, capfd: pytest.CaptureFixture[str]) -> None:
    run_gate("--item", "CO-020")

    assert "timeout_s=10" in capfd.readouterr().out


@pytest.mark.parametrize("suffix", [".md", ".txt"])
def test_reports_for_people_name_what_is_open(run_gate: Gate, tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"report{suffix}"

    run_gate("--item", "CO-010", "--save-report", str(path))

    text = path.read_text()
    assert "CO-010" in text
    assert "served update 142" in text


def test_code_coverage_of_a_file_is_measured(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, "--item", "CO-020", "--coverage")

    assert report["code_coverage_percent"] == 100.0
