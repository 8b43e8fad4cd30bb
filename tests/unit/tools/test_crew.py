"""When each test is begun, and by how many."""

import os
from dataclasses import dataclass

import pytest

from tools.crew import MOST, default_jobs, order_of_beginning


@dataclass(frozen=True)
class Test:
    __test__ = False
    long: bool = False
    alone: bool = False


def test_long_plays_begin_first_and_those_that_must_be_alone_last() -> None:
    tests = [Test(), Test(long=True, alone=True), Test(), Test(long=True), Test(alone=True), Test(long=True)]

    assert order_of_beginning(tests) == [3, 5, 0, 2, 1, 4]


@pytest.mark.parametrize(("cores", "jobs"), [(1, 1), (2, 2), (64, MOST)])
def test_by_default_there_is_a_process_a_core_but_not_too_many(
    monkeypatch: pytest.MonkeyPatch, cores: int, jobs: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(cores)))

    assert default_jobs() == jobs


def test_where_nothing_can_be_forked_one_process_plays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "fork")

    assert default_jobs() == 1
