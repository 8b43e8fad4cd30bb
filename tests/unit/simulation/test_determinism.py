"""The same token gives the same run: in one process, in another, under any hash seed."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from simulation import Trace
from tests.unit.simulation import busy_world

ROOT = Path(__file__).parents[3]


def _digests_of_a_fresh_process(hash_seed: str | None) -> list[str]:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONHASHSEED"}
    environment["PYTHONPATH"] = str(ROOT)
    if hash_seed is not None:
        environment["PYTHONHASHSEED"] = hash_seed
    finished = subprocess.run(
        [sys.executable, busy_world.__file__],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return finished.stdout.split()


@pytest.fixture(scope="module")
def reference() -> str:
    """The digest every run must have."""
    return _digests_of_a_fresh_process(None)[0]


@pytest.mark.parametrize("hash_seed", [None, "0", "1"])
def test_processes_agree_whatever_their_hash_seed(hash_seed: str | None, reference: str) -> None:
    assert _digests_of_a_fresh_process(hash_seed) == [reference, reference]


def test_a_process_with_other_things_loaded_agrees(reference: str) -> None:
    assert busy_world.play("busy").digest() == reference


def test_the_run_is_worth_comparing() -> None:
    world = busy_world.play("busy")
    text = "\n".join(world.events)

    assert world.trace.count > 2000
    assert all(kind in text for kind in (" reset ", " half-open ", " cut ", " fin ", " dns-fails "))


def test_runs_of_two_tokens_part_early() -> None:
    report = Trace.first_difference(busy_world.play("a").events, busy_world.play("b").events)

    assert report is not None
