"""A small suite and a small connector, so that the gate can be tested without playing anything."""

import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from tools import gate
from tools import options as command_line

ROOT = Path(__file__).parents[3]

SUBJECT = """
from subjects.base import Capability, Subject

class Mine(Subject):
    name = "mine"
    venues = frozenset({"binance"})
    capabilities = Capability.BOOK | Capability.ORDERS | Capability.STREAMS
    version = "mine 1.0"
    options = {"timeout_s": 10}
"""

TESTS = """
from dataclasses import dataclass
import pytest
from scenarios.verdict import Inconclusive, failed, passed
from subjects.base import Unsupported

@dataclass
class Played:
    digest: str
    virtual_s: float = 60.0

def book_is_right(run):
    return passed("the book was right")

def stream_is_back(run):
    return failed("at 42.020 it served update 142 without 140, " + "and so on " * 30)

@pytest.mark.item("CO-010")
@pytest.mark.parametrize("how", ["a close frame", "tcp/reset"])
def test_stream_comes_back(stage, seed, how):
    stage.runs.append(Played(f"digest-{how}-{seed}"))
    run = stage.runs[-1]

    assert stream_is_back(run) if how == "tcp/reset" and seed == 1 else book_is_right(run)

@pytest.mark.item("CO-020")
def test_silence_is_noticed(stage):
    stage.runs += [Played("one"), Played("two")]

    assert book_is_right(stage.runs)

@pytest.mark.item("CO-030")
def test_private_stream(stage):
    raise RuntimeError("must not be played: it needs ORDER_STREAM")

@pytest.mark.item("MD-010")
def test_premise(stage):
    raise Inconclusive("no update was dropped")

@pytest.mark.item("MD-020")
def test_verb_that_is_missing(stage):
    raise ExceptionGroup("task group", [Unsupported("health")])

@pytest.mark.item("MD-030")
def test_harness(stage):
    raise KeyError("broken")
"""

Gate = Callable[..., int]
GateProcess = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def subject_file(tmp_path: Path) -> Path:
    """A connector that offers a book and orders, in a file of its user's own."""
    path = tmp_path / "mine.py"
    path.write_text(SUBJECT)
    return path


@pytest.fixture
def suites(tmp_path: Path) -> Path:
    """Tests that end in every way there is, under the real conftest."""
    return make_suites(tmp_path, TESTS)


def make_suites(tmp_path: Path, tests: str) -> Path:
    folder = tmp_path / "suites"
    folder.mkdir()
    shutil.copy(ROOT / "tests" / "production_readiness" / "conftest.py", folder)
    (folder / "test_few.py").write_text(tests)
    return folder


@pytest.fixture
def run_gate(suites: Path, subject_file: Path) -> Gate:
    """The gate over the small suite; takes command-line arguments, returns the exit status."""

    def run(*arguments: str, subject: bool = True) -> int:
        own: Sequence[str] = ["--subject", str(subject_file)] if subject else []
        options = command_line.read([*own, *arguments])
        options.jobs = options.jobs or 1  # a test shares its process with pytest's own threads
        return int(gate.run(options, suites=suites))

    return run


@pytest.fixture
def gate_process(suites: Path, subject_file: Path) -> GateProcess:
    """The same in a process of its own, which may fork others.

    It hears interrupts although the tests were started by a shell that ignores them (`make test &`).
    """

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        script = (
            "import signal\nimport sys\nfrom pathlib import Path\n"
            "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
            f"sys.path.insert(0, {str(ROOT)!r})\n"
            "from tools import gate, options\n"
            f"given = options.read(['--subject', {str(subject_file)!r}, *{arguments!r}])\n"
            f"sys.exit(int(gate.run(given, suites=Path({str(suites)!r}))))\n"
        )
        return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)

    return run
