"""The gate in a process that was forked for it alone."""

import json
from pathlib import Path

import jsonschema
import pytest

from checklist.report.json_report import SCHEMA_FILE
from tools.apart import NoReport, report_on

SUBJECT = """
import os
from subjects.base import Capability, Subject

class Mine(Subject):
    name = "mine"
    venues = frozenset({"binance"})
    capabilities = Capability.FEES
    version = f"{os.getpid()} {' '.join(sorted(os.environ.get('TRACE', '')))}"
    os.environ["TRACE"] = "x"
"""


@pytest.fixture
def subject(tmp_path: Path) -> str:
    path = tmp_path / "mine.py"
    path.write_text(SUBJECT)
    return str(path)


def test_the_report_is_the_gates_own(subject: str) -> None:
    report = report_on(subject, "--item", "CO-010")

    jsonschema.validate(report, json.loads(SCHEMA_FILE.read_text()))
    assert report["subject"]["name"] == subject
    assert [item["outcome"] for item in report["items"]] == ["inapplicable"]


def test_each_run_has_a_process_of_its_own_and_sees_no_traces_of_another(subject: str) -> None:
    first, second = (report_on(subject, "--item", "CO-010")["subject"]["version"] for _ in range(2))

    assert first.split()[0] != second.split()[0]
    assert (first.split()[1:], second.split()[1:]) == ([], [])


def test_what_the_gate_said_instead_of_a_report_is_told(tmp_path: Path) -> None:
    with pytest.raises(NoReport, match="no subject is called 'saboteurs/nobody'"):
        report_on("saboteurs/nobody")


def test_a_process_that_died_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "dying.py"
    path.write_text("import os\nos._exit(7)\n")

    with pytest.raises(NoReport, match="exit code 7"):
        report_on(str(path))
