"""Run the suites with pytest, started in this process, and hear of each test as it ends."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from checklist.evidence import Evidence
from checklist.model import Checklist, Outcome
from tools.crew import Crew
from tools.judging import CASE_STASH
from tools.testimony import EVIDENCE

ROOT = Path(__file__).parent.parent
SUITES = ROOT / "tests" / "production_readiness"


@dataclass(kw_only=True, eq=False)
class Listener:
    """A plugin of pytest that gathers evidence. `notes` are sentences about the run itself."""

    checklist: Checklist
    fail_fast: bool
    started: Callable[[int], None]
    """Told once how many tests lie ahead."""
    playing: Callable[[str], None]
    """Told which item is about to be played."""
    ended: Callable[[], None]
    """Told that one test has been played."""
    told: Callable[[Evidence], None]
    """Told of each evidence, in the order of play."""
    evidence: list[Evidence] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    interrupted: bool = False
    _session: pytest.Session | None = None
    _items: dict[str, str] = field(default_factory=dict)
    """The item of each test."""

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self._session = session
        self._items = {
            test.nodeid: test.stash[CASE_STASH][0] for test in session.items if CASE_STASH in test.stash
        }
        self.started(len(session.items))

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            last_line = str(report.longrepr).strip().splitlines()[-1]
            self.notes.append(f"{report.nodeid} could not be loaded: {last_line}")

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        self.playing(self._items[nodeid])

    def pytest_runtest_logfinish(self) -> None:
        self.ended()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, value in report.user_properties:
            if name == EVIDENCE and isinstance(value, dict):
                evidence = Evidence.from_json(value)
                self.evidence.append(evidence)
                self.told(evidence)
                self._stop_if_hopeless(evidence)

    def pytest_keyboard_interrupt(self, excinfo: pytest.ExceptionInfo[BaseException]) -> None:
        # pytest announces its own early stop in the same way
        if not isinstance(excinfo.value, pytest.Session.Interrupted):
            self.interrupted = True

    def pytest_internalerror(self, excrepr: object) -> bool:
        last_line = str(excrepr).strip().splitlines()[-1]
        self.notes.append(f"the harness broke: {last_line}")
        return True

    def _stop_if_hopeless(self, evidence: Evidence) -> None:
        item = self.checklist.by_id[evidence.item]
        failed = item.critical and evidence.outcome is Outcome.FAILED
        if self.fail_fast and failed and self._session is not None and not self._session.shouldstop:
            self._session.shouldstop = "critical failure"
            self.notes.append(f"stopped at the first critical failure, {item.id}; the rest was not played")


def play(arguments: Sequence[str], listener: Listener, suites: Path, crew: Crew) -> int:
    """pytest's own exit status; verdicts arrive at the listener."""
    with TemporaryDirectory(prefix="readiness-") as folder:
        return pytest.main(_command(suites, Path(folder), arguments), plugins=[listener, crew])


def collect(suites: Path) -> None:
    """Import the suites and find their tests, for what that leaves in memory."""
    with TemporaryDirectory(prefix="readiness-") as folder:
        pytest.main(_command(suites, Path(folder), ["--collect-only"]))


def _command(suites: Path, folder: Path, arguments: Sequence[str]) -> list[str]:
    return [
        str(suites),
        # a folder of our own: pytest's default makes every run clear away what other runs left
        f"--basetemp={folder / 'plays'}",
        f"--config-file={ROOT / 'pyproject.toml'}",
        f"--rootdir={ROOT}",
        # the report is ours, and a run leaves no cache where it is started
        "-p",
        "no:terminal",
        "-p",
        "no:cacheprovider",
        "--override-ini=addopts=--import-mode=importlib --strict-markers",
        "--continue-on-collection-errors",
        # what a stranger's library leaves for the collector is no verdict, and must not end the run
        "--pythonwarnings=default",
        *arguments,
    ]
