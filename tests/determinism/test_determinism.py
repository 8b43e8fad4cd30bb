"""Same token, same digest: in other processes, under other hash seeds, for code that is not ours."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from simulation.trace import Trace

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
HASH_SEEDS = (None, "0", "1")


def play(subject: str, venue: str, hash_seed: str | None, file: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
    if hash_seed is not None:
        environment["PYTHONHASHSEED"] = hash_seed
    subprocess.run(
        [sys.executable, str(HERE / "plays.py"), subject, venue, str(file)],
        check=True,
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT)},
    )
    outcome: dict[str, Any] = json.loads(file.read_text())
    return outcome


@pytest.mark.parametrize(
    ("subject", "venue"),
    [
        ("reference", "binance"),
        ("ccxt", "binance"),
        ("python_binance", "binance"),
        ("reference", "kraken"),
        ("ccxt", "kraken"),
    ],
)
def test_the_same_token_gives_the_same_run_in_every_process(subject: str, venue: str, tmp_path: Path) -> None:
    """Reconnects, lost answers, a gap and a half-open connection included."""
    first, *others = [
        play(subject, venue, hash_seed, tmp_path / f"{hash_seed}.json") for hash_seed in HASH_SEEDS
    ]

    assert first["fired"] >= 5
    for other in others:
        assert Trace.first_difference(first["events"], other["events"]) is None
        assert Trace.first_difference(first["history"], other["history"]) is None
        assert first["digest"] == other["digest"]


def test_a_difference_is_reported_with_its_first_event() -> None:
    report = Trace.first_difference(["0.1 syn", "0.2 sent 1"], ["0.1 syn", "0.2 sent 2"])

    assert report is not None
    assert "event 1 differs" in report
    assert "0.2 sent 2" in report
