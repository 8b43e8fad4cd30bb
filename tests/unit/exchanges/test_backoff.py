"""Delays grow, spread, and stay within bounds."""

from random import Random

import pytest

from exchanges.backoff import Backoff


def delays(seed: int, count: int = 12) -> list[float]:
    backoff = Backoff(0.5, 30.0, Random(seed))
    return [backoff.next() for _ in range(count)]


@pytest.mark.parametrize("seed", range(20))
def test_every_delay_stays_below_its_doubling_ceiling_and_above_the_floor(seed: int) -> None:
    for attempt, delay_s in enumerate(delays(seed)):
        assert 0.1 <= delay_s <= min(30.0, 0.5 * 2**attempt)


def test_two_clients_do_not_come_back_together() -> None:
    assert delays(1) != delays(2)


def test_the_same_seed_gives_the_same_delays() -> None:
    assert delays(3) == delays(3)


def test_there_is_no_last_attempt() -> None:
    backoff = Backoff(0.5, 30.0, Random(1))

    assert max(backoff.next() for _ in range(5000)) <= 30.0


def test_after_a_reset_the_ceiling_is_low_again() -> None:
    backoff = Backoff(0.5, 30.0, Random(1))
    for _ in range(10):
        backoff.next()
    backoff.reset()

    assert backoff.next() <= 0.5


def test_a_delay_that_the_venue_demands_is_kept_and_jitter_added() -> None:
    assert 7.1 <= Backoff(0.5, 30.0, Random(1)).next(at_least_s=7.0) <= 7.5
