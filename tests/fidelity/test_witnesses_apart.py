"""Witnesses that cannot share this environment trade at the fakes from one of their own."""

import pytest

from tools.environments import CannotInstall
from tools.witnesses import TESTS, names, play


@pytest.mark.parametrize("name", [name for name in names() if any((TESTS / name).glob("test_*.py"))])
def test_a_witness_with_an_environment_of_its_own_finds_nothing_wrong(name: str) -> None:
    try:
        done = play(name)
    except CannotInstall as problem:
        pytest.skip(f"{problem}; later: make witnesses")  # offline, or without a compiler

    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert " skipped" not in done.stdout
