"""The gate at several venues: an item is what it was where it went worst, and only faithful fakes count."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from checklist.report.json_report import SCHEMA_FILE
from tests.unit.tools.conftest import ROOT, SUBJECT
from tools import venues

Gate = Callable[..., int]
TESTS = """
import pytest

@pytest.mark.item("CO-010")
@pytest.mark.parametrize("how", ["cut", "reset"])
def test_it(stage, venue, how):
    assert venue == stage.venue
    if (venue, how) == ("kraken", "reset"):
        pytest.fail("the stream stayed away")

@pytest.mark.item("CO-020")
def test_silence(stage):
    pass

@pytest.mark.item("{here_only}")
def test_of_one_venue(stage, venue):
    assert venue == "binance"
"""
HERE_ONLY = "CL-010"
"""About the receive window, which Kraken does not have."""
ITEMS = ("--item", "CO-010", "CO-020", HERE_ONLY)


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    folder = tmp_path / "suites"
    folder.mkdir()
    shutil.copy(ROOT / "tests" / "production_readiness" / "conftest.py", folder)
    (folder / "test_few.py").write_text(TESTS.replace("{here_only}", HERE_ONLY))
    return folder


@pytest.fixture
def subject_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.py"
    path.write_text(SUBJECT.replace('{"binance"}', '{"binance", "kraken"}'))
    return path


@pytest.fixture
def faithful(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of fidelity sheets by which both fakes count."""
    folder = tmp_path / "fidelity"
    folder.mkdir()
    monkeypatch.setattr(venues, "SHEETS", folder)
    for venue in ("binance", "kraken"):
        (folder / f"{venue}.json").write_text(json.dumps({"exact": 99, "approximate": 1, "missing": 0}))
    return folder


def report_of(run_gate: Gate, tmp_path: Path, *arguments: str, subject: bool = True) -> dict[str, Any]:
    path = tmp_path / "report.json"
    run_gate(*arguments, "--save-report", str(path), subject=subject)
    document: dict[str, Any] = json.loads(path.read_text())
    jsonschema.validate(document, json.loads(SCHEMA_FILE.read_text()))
    return document


def item_of(report: dict[str, Any], id_: str) -> dict[str, Any]:
    return next(item for item in report["items"] if item["id"] == id_)


@pytest.mark.usefixtures("faithful")
def test_an_item_that_failed_at_one_venue_has_failed(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, *ITEMS, "--venue", "all")

    item = item_of(report, "CO-010")
    assert (item["outcome"], item["reason"]) == ("failed", "at kraken: the stream stayed away")
    assert item["venues"] == {"binance": "passed", "kraken": "failed"}
    assert item["replay"].endswith("/kraken/CO-010/reset/1")
    assert [(one["venue"], one["case"], one["outcome"]) for one in item["evidence"]] == [
        ("binance", "cut", "passed"),
        ("binance", "reset", "passed"),
        ("kraken", "cut", "passed"),
        ("kraken", "reset", "failed"),
    ]


@pytest.mark.usefixtures("faithful")
def test_each_venue_has_a_score_of_its_own(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, *ITEMS, "--venue", "all")

    here, there = report["venues"]["binance"], report["venues"]["kraken"]
    assert (report["venue"], here["score"], here["ready"], there["ready"]) == (
        "binance, kraken",
        100,
        True,
        False,
    )
    assert max(report["score"], there["score"]) < 84
    assert report["exit_status"] == 2


LESS_THERE = """

    def at(self, venue):
        return Less() if venue == "kraken" else self

class Less(Mine):
    capabilities = Capability.ORDERS
"""


@pytest.mark.usefixtures("faithful")
def test_a_connector_is_asked_at_each_venue_what_it_can_do_there(
    run_gate: Gate, subject_file: Path, tmp_path: Path
) -> None:
    subject_file.write_text(subject_file.read_text().rstrip() + LESS_THERE)

    report = report_of(run_gate, tmp_path, "--item", "CO-020", "--venue", "all")

    assert item_of(report, "CO-020")["venues"] == {"binance": "passed", "kraken": "inapplicable"}


@pytest.mark.usefixtures("faithful")
def test_what_a_venue_does_not_have_is_not_asked_there_and_no_gap(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, *ITEMS, "--venue", "all")

    assert item_of(report, HERE_ONLY)["venues"] == {"binance": "passed"}
    assert item_of(report, HERE_ONLY)["outcome"] == "passed"
    assert report["venues"]["kraken"]["not_asked"] == [HERE_ONLY]
    assert report["venues"]["kraken"]["coverage_percent"] == 100


@pytest.mark.usefixtures("faithful")
def test_a_venue_at_which_nothing_can_be_asked_is_left_out(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, "--item", HERE_ONLY, "--venue", "all")

    assert list(report["venues"]) == ["binance"]


def test_a_venue_whose_fake_is_not_faithful_counts_for_no_score(
    run_gate: Gate, faithful: Path, tmp_path: Path
) -> None:
    (faithful / "kraken.json").write_text(json.dumps({"exact": 949, "approximate": 30, "missing": 21}))

    report = report_of(run_gate, tmp_path, *ITEMS, "--venue", "all")

    assert (report["score"], report["exit_status"]) == (100, 0)
    assert item_of(report, "CO-010")["outcome"] == "passed"
    assert item_of(report, "CO-010")["venues"]["kraken"] == "failed"
    assert report["venues"]["kraken"]["counts"] is False
    assert report["notes"] == [
        "kraken counts for no score: the fidelity of its fake is 94 %, and 95 % are needed"
    ]


def test_where_no_fake_is_faithful_nothing_is_judged(run_gate: Gate, faithful: Path, tmp_path: Path) -> None:
    (faithful / "kraken.json").unlink()

    report = report_of(run_gate, tmp_path, "--item", "CO-020", "--venue", "kraken")

    assert report["exit_status"] == 3
    assert item_of(report, "CO-020")["outcome"] == "passed"
    assert report["notes"][-1] == (
        "kraken counts for no score: the fidelity of its fake is not measured, and 95 % are needed"
    )


@pytest.mark.usefixtures("faithful")
def test_a_token_brings_back_the_venue(run_gate: Gate, tmp_path: Path) -> None:
    item = item_of(report_of(run_gate, tmp_path, *ITEMS, "--venue", "all"), "CO-010")

    again = report_of(run_gate, tmp_path, "--replay", item["replay"].split()[-1], subject=False)

    assert (again["venue"], again["items"][0]["reason"]) == ("kraken", "the stream stayed away")


@pytest.mark.usefixtures("faithful")
def test_one_case_of_an_item_is_one_at_each_venue(run_gate: Gate, tmp_path: Path) -> None:
    report = report_of(run_gate, tmp_path, "--item", "CO-010", "--brief", "--venue", "all")

    assert [(one["venue"], one["case"]) for one in report["items"][0]["evidence"]] == [
        ("binance", "cut"),
        ("kraken", "cut"),
    ]


@pytest.mark.usefixtures("faithful")
def test_people_are_shown_the_venues_side_by_side(
    run_gate: Gate, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    page = tmp_path / "report.md"

    run_gate(*ITEMS, "--venue", "all", "--save-report", str(page))

    shown = capfd.readouterr().out
    told = page.read_text()
    for text in (shown, told):
        assert "Not asked" in text
        assert "kraken" in text
    assert "| binance | 100 | 100 % | 3/3 | 0 | 99 % |" in told
    matrix = told[told.index("| item |") :].split("\n\n")[0].splitlines()
    assert len(matrix) == 3
    assert matrix[2].endswith("| passed | failed |")


@pytest.mark.usefixtures("faithful")
@pytest.mark.parametrize(("more", "rows"), [([], 0), (["--verbose"], 2)])
def test_items_that_went_well_everywhere_are_set_side_by_side_on_demand(
    run_gate: Gate, capfd: pytest.CaptureFixture[str], more: list[str], rows: int
) -> None:
    run_gate("--item", "CO-020", HERE_ONLY, "--venue", "all", *more)

    shown = capfd.readouterr().out
    assert shown.count("┃ Item") == (1 if rows else 0)
    assert sum(line.startswith(("│ CO-020", f"│ {HERE_ONLY}")) for line in shown.splitlines()) == rows


@pytest.mark.usefixtures("faithful")
def test_one_venue_alone_is_compared_with_nothing(run_gate: Gate, capfd: pytest.CaptureFixture[str]) -> None:
    run_gate(*ITEMS, "--venue", "binance")

    assert "Not asked" not in capfd.readouterr().out


def test_pytest_alone_gives_the_same_verdicts(suites: Path, subject_file: Path) -> None:
    arguments = ["-q", "-p", "no:cacheprovider", f"--rootdir={ROOT}", f"--config-file={ROOT}/pyproject.toml"]
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", str(suites), *arguments),
            *("--subject", str(subject_file), "--venue", "all", "--item", "CO-010"),
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert "mine.py on binance: 100 of 100" in ended.stdout
    assert "mine.py on kraken: 0 of 100" in ended.stdout
    assert ended.returncode == 1


def test_a_report_tells_how_it_is_configured_where_it_is_played(
    run_gate: Gate, tmp_path: Path, subject_file: Path
) -> None:
    subject_file.write_text(
        subject_file.read_text()
        + """
    def at(self, venue):
        return There() if venue == "kraken" else self

class There(Mine):
    options = {"timeout_s": 20}
"""
    )

    report = report_of(run_gate, tmp_path, "--venue", "kraken", *ITEMS)

    assert report["subject"]["options"] == {"timeout_s": 20}
