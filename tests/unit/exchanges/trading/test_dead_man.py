"""The venue hears of us in time, or it cancels what is open. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import cast

import pytest

from exchanges.dialect import VenueApi
from exchanges.errors import ExchangeError, InvalidRequest, RequestTimeout
from exchanges.telemetry import logger_for
from exchanges.trading.dead_man import DeadMan
from simulation import World

Asked = list[tuple[float, str, float]]


class Venue:
    """Takes down when it was asked; fails as often as a test says."""

    def __init__(self, *failures: ExchangeError | None) -> None:
        self.asked: Asked = []
        self._failures = list(failures)

    async def cancel_all_after(self, symbol: str, within_s: float) -> None:
        self.asked.append((asyncio.get_running_loop().time(), symbol, within_s))
        failure = self._failures.pop(0) if self._failures else None
        if failure is not None:
            raise failure


def play(venue: Venue, story: Callable[[DeadMan], Awaitable[None]]) -> Asked:
    async def playing() -> None:
        guard = DeadMan(cast("VenueApi", venue), logger_for("toy", "sandbox"))
        await story(guard)
        await guard.stop()
        await asyncio.sleep(100.0)

    with World("dead man") as world:
        world.run(playing())
        assert world.complaints == []
    return venue.asked


def test_it_is_in_force_at_once_and_renewed_three_times_in_its_time_until_the_connector_stops() -> None:
    async def story(guard: DeadMan) -> None:
        await guard.set("BTCUSDT", 30.0)
        await asyncio.sleep(25.0)

    assert play(Venue(), story) == [(at_s, "BTCUSDT", 30.0) for at_s in (0.0, 10.0, 20.0)]


def test_a_renewal_that_fails_does_not_end_the_renewing() -> None:
    async def story(guard: DeadMan) -> None:
        await guard.set("BTCUSDT", 30.0)
        await asyncio.sleep(35.0)

    asked = play(Venue(None, RequestTimeout("no answer"), None), story)

    assert [at_s for at_s, _, _ in asked] == [0.0, 10.0, 20.0, 30.0]


def test_a_switch_the_venue_refuses_is_told_and_not_renewed() -> None:
    async def story(guard: DeadMan) -> None:
        with pytest.raises(InvalidRequest):
            await guard.set("BTCUSDT", 30.0)
        await asyncio.sleep(35.0)

    assert len(play(Venue(InvalidRequest("too long")), story)) == 1


def test_nothing_is_renewed_after_it_was_taken_back_and_other_symbols_have_their_own() -> None:
    async def story(guard: DeadMan) -> None:
        await guard.set("BTCUSDT", 30.0)
        await guard.set("ETHUSDT", 30.0)
        await asyncio.sleep(5.0)
        await guard.set("BTCUSDT", 0.0)
        await asyncio.sleep(10.0)

    assert play(Venue(), story) == [
        (0.0, "BTCUSDT", 30.0),
        (0.0, "ETHUSDT", 30.0),
        (5.0, "BTCUSDT", 0.0),
        (10.0, "ETHUSDT", 30.0),
    ]


def test_a_new_time_takes_the_place_of_the_old_one() -> None:
    async def story(guard: DeadMan) -> None:
        await guard.set("BTCUSDT", 30.0)
        await asyncio.sleep(5.0)
        await guard.set("BTCUSDT", 6.0)
        await asyncio.sleep(3.0)

    asked = play(Venue(), story)

    assert [(at_s, within_s) for at_s, _, within_s in asked] == [(0.0, 30.0), (5.0, 6.0), (7.0, 6.0)]
