"""Whatever the clock does, the next number is higher."""

from itertools import pairwise
from random import Random

from exchanges.nonce import Nonces

NOW_S = 1_800_000_000.0


class Clock:
    def __init__(self) -> None:
        self.now_s = NOW_S

    def __call__(self) -> float:
        return self.now_s


def test_the_number_is_the_time_in_microseconds() -> None:
    assert Nonces(lambda: NOW_S).next() == 1_800_000_000_000_000


def test_a_clock_that_stands_still_is_counted_on() -> None:
    nonces = Nonces(lambda: NOW_S)

    assert [nonces.next() for _ in range(3)] == [1_800_000_000_000_000 + step for step in range(3)]


def test_a_clock_that_goes_back_does_not_take_the_numbers_back() -> None:
    clock = Clock()
    nonces = Nonces(clock)
    before = nonces.next()
    clock.now_s -= 3600

    assert nonces.next() == before + 1


def test_after_the_clock_has_caught_up_time_counts_again() -> None:
    clock = Clock()
    nonces = Nonces(clock)
    nonces.next()
    nonces.next()
    clock.now_s += 1

    assert nonces.next() == 1_800_000_001_000_000


def test_whatever_the_clock_does_they_only_grow() -> None:
    rng, clock = Random(3), Clock()
    nonces = Nonces(clock)
    numbers = []
    for _ in range(1000):
        clock.now_s += rng.choice((0.0, 0.0, 1e-7, 0.5, -0.3, -1000.0, 1000.0))
        numbers.append(nonces.next())

    assert all(before < after for before, after in pairwise(numbers))


def test_a_leap_goes_on_above_what_was_and_what_the_clock_says() -> None:
    clock = Clock()
    nonces = Nonces(clock)
    nonces.leap(60.0)

    assert nonces.next() == 1_800_000_060_000_001


def test_a_restart_goes_on_above_the_last_run() -> None:
    clock = Clock()
    before = [Nonces(clock).next() for _ in range(2)][-1]
    clock.now_s += 0.001

    assert Nonces(clock).next() > before
