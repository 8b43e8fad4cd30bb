"""The gate in one process and in several: the same report, and a clear word when it is cut short."""

import json
import os
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load
from tools.venues import venue_traits

GateProcess = Callable[..., subprocess.CompletedProcess[str]]
BOTH = ("--suite", "connection_resilience", "market_data_integrity")
IN_TURN = """
import pytest

@pytest.mark.item("CO-040")
@pytest.mark.parametrize("number", range(6))
def test_it(stage, number):
    {body}
"""


def report_of(gate_process: GateProcess, tmp_path: Path, *arguments: str) -> dict[str, Any]:
    path = tmp_path / "report.json"
    ended = gate_process(*arguments, "--save-report", str(path))
    assert path.is_file(), ended.stderr
    document: dict[str, Any] = json.loads(path.read_text())
    return document


def says_who(folder: Path) -> str:
    """The body of a test that leaves a trace of the process that plays it."""
    return f"import os; open(f'{folder}/played-{{os.getpid()}}', 'a').close()"


def players(folder: Path) -> list[int]:
    return [int(path.name.removeprefix("played-")) for path in folder.glob("played-*")]


def judged(report: dict[str, Any]) -> list[Any]:
    return [
        (
            item["id"],
            item["outcome"],
            item["reason"],
            [(one["token"], one["outcome"], one["digest"]) for one in item["evidence"]],
        )
        for item in report["items"]
    ]


@pytest.mark.parametrize("more", [(), ("--fail-fast",), ("--seeds", "3")])
def test_several_processes_judge_as_one_does(
    gate_process: GateProcess, tmp_path: Path, more: tuple[str, ...]
) -> None:
    one = report_of(gate_process, tmp_path, *BOTH, *more, "--jobs", "1")
    several = report_of(gate_process, tmp_path, *BOTH, *more, "--jobs", "3")

    assert judged(several) == judged(one)
    assert several["notes"] == one["notes"]
    assert several["exit_status"] == one["exit_status"]


def test_several_processes_are_told_of_as_one_is(gate_process: GateProcess) -> None:
    def shown(jobs: str) -> str:
        return re.sub(r"[\d.]+ s\b", "", gate_process(*BOTH, "--verbose", "--jobs", jobs).stdout)

    assert "Category 2/2 market_data_integrity" in shown("1")
    assert shown("3") == shown("1")


def test_each_process_plays_some_of_the_tests(
    gate_process: GateProcess, suites: Path, tmp_path: Path
) -> None:
    (suites / "test_own.py").write_text(IN_TURN.format(body=says_who(tmp_path)))

    gate_process("--item", "CO-040", "--jobs", "3")

    assert len(players(tmp_path)) == 3


def test_in_real_time_one_process_plays_unless_more_are_asked_for(
    gate_process: GateProcess, suites: Path, tmp_path: Path
) -> None:
    (suites / "test_own.py").write_text(IN_TURN.format(body=says_who(tmp_path)))

    gate_process("--item", "CO-040", "--stage", "loopback")

    assert len(players(tmp_path)) == 1


def test_what_must_be_alone_is_played_when_nothing_else_is(
    gate_process: GateProcess, suites: Path, tmp_path: Path
) -> None:
    """Each play notes when it began and ended; those of PE-020 must lie outside all others."""
    (suites / "test_times.py").write_text(
        f"""
import time
import pytest

def noted(kind):
    began = time.monotonic_ns()
    while time.monotonic_ns() < began + 50_000_000:
        pass
    with open("{tmp_path}/times.txt", "a") as file:
        file.write(f"{{kind}} {{began}} {{time.monotonic_ns()}}\\n")

@pytest.mark.item("CO-040")
@pytest.mark.parametrize("number", range(6))
def test_any(stage, number):
    noted("any")

@pytest.mark.item("PE-020")
@pytest.mark.parametrize("number", range(2))
def test_alone(stage, number):
    noted("alone")
"""
    )
    (suites.parent / "mine.py").write_text(
        (suites.parent / "mine.py")
        .read_text()
        .replace("Capability.BOOK", "Capability.BOOK | Capability.TRADES")
    )

    gate_process("--item", "CO-040", "PE-020", "--jobs", "3")

    lines = [line.split() for line in (tmp_path / "times.txt").read_text().splitlines()]
    plays = sorted((int(began), int(ended), kind) for kind, began, ended in lines)
    assert [kind for _, _, kind in plays] == ["any"] * 6 + ["alone"] * 2
    assert max(ended for _, ended, kind in plays if kind == "any") <= plays[6][0]
    assert plays[6][1] <= plays[7][0]


def test_a_process_that_dies_leaves_its_test_unjudged_and_the_others_played(
    gate_process: GateProcess, suites: Path, tmp_path: Path
) -> None:
    (suites / "test_dying.py").write_text(IN_TURN.format(body="import os; number != 2 or os._exit(3)"))

    report = report_of(gate_process, tmp_path, "--item", "CO-040", "--jobs", "2")

    (item,) = report["items"]
    assert report["exit_status"] == 3
    assert item["reason"] == "the process that played it died (exit status 3)"
    assert [one["outcome"] for one in item["evidence"]] == [
        "inconclusive" if number == 2 else "passed" for number in range(6)
    ]
    assert item["replay"].endswith("/CO-040/2/1")


@pytest.mark.parametrize(
    ("body", "how"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "signal SIGKILL"),
        ("raise KeyboardInterrupt('not by a user')", "KeyboardInterrupt not by a user"),
    ],
)
def test_how_a_process_died_is_said_in_one_line(
    gate_process: GateProcess, suites: Path, tmp_path: Path, body: str, how: str
) -> None:
    (suites / "test_dying.py").write_text(IN_TURN.format(body=body))

    (item,) = report_of(gate_process, tmp_path, "--item", "CO-040", "--jobs", "2")["items"]

    assert item["reason"] == f"the process that played it died ({how})"


@pytest.mark.parametrize(("jobs", "whom"), [("1", "os.getpid()"), ("2", "os.getppid()")])
def test_an_interrupt_ends_in_a_clean_line_with_what_was_judged(
    gate_process: GateProcess, suites: Path, jobs: str, whom: str
) -> None:
    (suites / "test_late.py").write_text(
        IN_TURN.format(body=f"import os, signal; number != 5 or os.kill({whom}, signal.SIGINT)")
    )

    ended = gate_process("--suite", "connection_resilience", "--jobs", jobs)

    assert ended.returncode == 3
    asked = [
        item for item in load().of_suite("connection_resilience") if item.is_asked_at(venue_traits("binance"))
    ]
    assert re.search(
        rf"interrupted: [34] of {len(asked)} items were played, the others are uncovered", ended.stdout
    )
    assert "100 of 100" not in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_an_interrupt_leaves_no_process_behind(
    gate_process: GateProcess, suites: Path, tmp_path: Path
) -> None:
    (suites / "test_late.py").write_text(
        IN_TURN.format(
            body=f"{says_who(tmp_path)}; import signal; "
            "number or os.kill(os.getppid(), signal.SIGINT); signal.pause()"
        )
    )

    gate_process("--item", "CO-040", "--jobs", "2")

    assert players(tmp_path)
    for process in players(tmp_path):
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_what_is_printed_in_a_play_is_not_shown(gate_process: GateProcess, suites: Path) -> None:
    (suites / "test_loud.py").write_text(IN_TURN.format(body="print('loud')"))

    ended = gate_process("--item", "CO-040", "--jobs", "2")

    assert ended.returncode == 0
    assert "loud" not in ended.stdout + ended.stderr


def test_code_coverage_counts_what_every_process_reached(
    gate_process: GateProcess, suites: Path, subject_file: Path, tmp_path: Path
) -> None:
    with subject_file.open("a") as file:
        file.write("\n    def first(self):\n        return 1\n\n    def second(self):\n        return 2\n")
    body = "[stage.subject.first, stage.subject.second][number % 2]()"
    (suites / "test_reaching.py").write_text(IN_TURN.format(body=body))

    report = report_of(gate_process, tmp_path, "--item", "CO-040", "--coverage", "--jobs", "2")

    assert report["code_coverage_percent"] == 100.0


def test_a_program_with_threads_plays_in_one_process(
    gate_process: GateProcess, suites: Path, subject_file: Path, tmp_path: Path
) -> None:
    """A lock that a thread holds at a fork is held for ever in the new process."""
    (suites / "test_own.py").write_text(IN_TURN.format(body=says_who(tmp_path)))
    with subject_file.open("a") as file:
        file.write(
            "\nimport threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n"
        )

    gate_process("--item", "CO-040", "--jobs", "3")

    assert len(players(tmp_path)) == 1
