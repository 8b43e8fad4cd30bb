"""Ids of 32 hexadecimal digits that are not used twice."""

from random import Random

from exchanges.venues.kraken.api import KrakenApi
from exchanges.venues.kraken.order_ids import HexOrderIds

NOW_S = 1_800_000_000.0


def test_an_id_is_one_that_the_venue_takes_whatever_the_prefix() -> None:
    identity = HexOrderIds("a-very-long-prefix-", Random(1), lambda: NOW_S).next()

    assert KrakenApi.client_order_ids.pattern.fullmatch(identity)
    assert len(identity) == 32


def test_no_id_comes_twice_in_a_millisecond() -> None:
    ids = HexOrderIds("", Random(1), lambda: NOW_S)

    made = [ids.next() for _ in range(60_000)]

    assert len(dict.fromkeys(made)) == 60_000


def test_runs_of_one_seed_and_processes_of_one_moment_have_different_ids() -> None:
    first = HexOrderIds("", Random(1), lambda: NOW_S).next()

    assert HexOrderIds("", Random(1), lambda: NOW_S + 0.001).next() != first
    assert HexOrderIds("", Random(2), lambda: NOW_S).next() != first
