"""The gate, a replay and pytest alone play the same worlds: same verdict, same digest, in fresh processes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
CLOCK_BOUND = ("RL-060", "ER-060", "CL-020")
"""Items that hang on the wall clock, so that a connector imported too early would betray itself."""


def gate(report: Path, *arguments: str) -> dict[str, tuple[str, str]]:
    """Token -> (outcome, digest) of every case played."""
    subprocess.run(
        [sys.executable, "tools/run_readiness.py", *arguments, "--quiet", "--save-report", str(report)],
        cwd=ROOT,
        check=False,
        capture_output=True,
    )
    items: list[dict[str, Any]] = json.loads(report.read_text())["items"]
    return {
        case["token"]: (case["outcome"], case["digest"])
        for item in items
        for case in item.get("evidence", [])
    }


def test_one_process_and_several_play_the_same(tmp_path: Path) -> None:
    items = ("--item", "OR-150", "CL-020", "CO-010")

    one = gate(tmp_path / "one.json", *items, "--jobs", "1")

    assert len(one) >= 5
    assert list(gate(tmp_path / "several.json", *items, "--jobs", "3").items()) == list(one.items())


@pytest.mark.parametrize("subject", ["reference", "ccxt", "python_binance"])
def test_a_replay_repeats_verdict_and_digest(subject: str, tmp_path: Path) -> None:
    played = gate(tmp_path / "all.json", "--subject", subject, "--item", "OR-150", "CL-020")

    assert len(played) >= 3
    for number, (token, ending) in enumerate(list(played.items())[::2]):
        assert gate(tmp_path / f"{number}.json", "--replay", token) == {token: ending}


def test_pytest_alone_gives_the_gates_verdicts(tmp_path: Path) -> None:
    played = gate(tmp_path / "gate.json", "--item", *CLOCK_BOUND)
    items = [argument for item in CLOCK_BOUND for argument in ("--item", item)]
    alone = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "tests/production_readiness",
            *items,
            "-q",
            "-p",
            "no:cacheprovider",
        ],
        cwd=ROOT,
        check=False,
        capture_output=True,
        text=True,
    )

    assert {outcome for outcome, _ in played.values()} == {"passed"}
    assert alone.returncode == 0, alone.stdout
    assert f"{len(played)} passed" in alone.stdout
