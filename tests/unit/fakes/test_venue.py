import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from freezegun import freeze_time

from fakes.exchange import Exchange, SymbolStatus
from fakes.faults.fault import Armed, Fault
from fakes.faults.schedule import Planned, during
from fakes.instruments import Side
from fakes.ledger import LevelChanged
from fakes.market import QUIET, SILENT, MarketScript
from fakes.operations import Role
from fakes.venue import Key
from simulation import World
from tests.unit.fakes.doors import EPOCH_S, Doors


class Broken:
    """A market script with a mistake in it."""

    name = "broken"

    def prepare(self, exchange: Exchange, rng: Random) -> None:
        pass

    async def run(self, exchange: Exchange, rng: Random) -> None:
        raise ZeroDivisionError


@dataclass(frozen=True, kw_only=True)
class MinuteFast(Fault):
    def clock_offset_s(self, armed: Armed) -> float:
        return 60.0


del Fault.registry[MinuteFast.name]  # other tests ask for every fault of the product


async def nothing(venue: Doors) -> None:
    """Open and close."""


def played(
    play: Callable[[Doors], Coroutine[Any, Any, None]] = nothing,
    market: MarketScript = SILENT,
    faults: tuple[Planned, ...] = (),
    **more: Any,
) -> Doors:
    async def whole() -> Doors:
        await asyncio.sleep(100)  # the world is older than the stage
        venue = Doors(market=market, faults=faults, **more)
        await venue.start({Role.REST: ("10.0.0.1", 443)})
        try:
            await play(venue)
        finally:
            await venue.stop()
        return venue

    with World("venue") as world:
        return world.run(whole())


def test_the_books_are_full_before_the_doors_open() -> None:
    assert played().notes == ["open with 102 changes", "closed"]  # two of them by the opening trade


def test_the_ledger_counts_seconds_from_the_opening() -> None:
    async def play(venue: Doors) -> None:
        await asyncio.sleep(2.5)
        venue.counterparty.quote("BTCUSDT", Side.BUY, 1, 1)

    changes = list(played(play).ledger.of(LevelChanged))

    assert (changes[0].at_s, changes[-1].at_s) == (0.0, 2.5)


def test_without_a_wall_of_its_own_the_venue_reads_the_machines_at_every_look() -> None:
    venue = Doors(market=SILENT, wall=False)

    with freeze_time("2026-03-01 12:00:00") as wall:
        noon_ms = venue.clock_ms()
        wall.tick(1.5)

        assert noon_ms == 1_772_366_400_000
        assert venue.clock_ms() == noon_ms + 1_500


def test_the_venues_clock_is_the_wall_plus_steps_plus_faults() -> None:
    async def play(venue: Doors) -> None:
        assert venue.clock_ms() == (EPOCH_S + 60) * 1000
        venue.step_clock(-1.5)
        assert venue.clock_ms() == (EPOCH_S + 58.5) * 1000
        await asyncio.sleep(10)
        assert venue.clock_ms() == (EPOCH_S - 1.5) * 1000

    played(play, faults=(during(0, 5, MinuteFast()),))


def test_the_market_trades_while_the_doors_are_open_and_no_longer() -> None:
    async def play(venue: Doors) -> None:
        await asyncio.sleep(60)

    async def whole() -> tuple[int, int]:
        venue = Doors(market=QUIET)
        await venue.start({})
        await asyncio.sleep(60)
        await venue.stop()
        at_close = len(venue.ledger.entries)
        await asyncio.sleep(60)
        return at_close, len(venue.ledger.entries)

    with World("open hours") as world:
        at_close, later = world.run(whole())
    assert 300 < at_close == later


def test_a_broken_market_script_breaks_the_run_after_the_doors_are_closed() -> None:
    async def play(venue: Doors) -> None:
        await asyncio.sleep(1)

    with pytest.raises(ZeroDivisionError):
        played(play, market=Broken())


def test_keys_of_one_account_share_its_deposits() -> None:
    keys = [
        Key(api_key="one", secret="s", balances={"BTC": Decimal("1.5")}),
        Key(api_key="two", secret="s", balances={"BTC": Decimal("0.5"), "USDT": Decimal(10)}),
    ]

    venue = played(accounts=keys)

    assert venue.exchange.accounts.balance("subject", "BTC").free_atoms == 200_000_000
    assert venue.exchange.accounts.balance("subject", "USDT").free_atoms == 1_000_000_000


def test_all_that_is_listed_is_traded_unless_the_play_says_what() -> None:
    assert played().open_symbols() == ("BTCUSDT", "LTCBTC")
    assert played(instruments=[Doors.listed["BTCUSDT"]]).open_symbols() == ("BTCUSDT",)


def test_a_secret_is_made_of_the_chance_given_alone() -> None:
    secret = Doors.new_secret(Random("one"))

    assert (len(secret), secret.isalnum(), secret.isascii()) == (64, True, True)
    assert secret == Doors.new_secret(Random("one"))
    assert secret != Doors.new_secret(Random("two"))


def test_a_secret_does_not_print() -> None:
    assert "hush" not in repr(Key(api_key="one", secret="hush"))


def test_keys_are_switched_off_one_by_one_or_all() -> None:
    venue = played(accounts=[Key(api_key="one"), Key(api_key="two")])

    assert venue.set_key_enabled("one", False) == 1
    assert venue.set_key_enabled(None, False) == 1
    assert venue.set_key_enabled(None, True) == 2


def test_a_new_symbol_is_listed_on_a_known_quote_asset() -> None:
    venue = played()

    venue.list_symbol("SOLBTC")

    listed = venue.exchange.instrument("SOLBTC")
    assert (listed.base, listed.quote, listed.tick) == ("SOL", "BTC", Decimal("0.000001"))
    assert venue.open_symbols()[-1] == "SOLBTC"


def test_a_delisted_symbol_can_come_back() -> None:
    venue = played()

    venue.delist_symbol("BTCUSDT")
    assert "BTCUSDT" not in venue.open_symbols()
    venue.list_symbol("BTCUSDT")

    assert venue.exchange.status("BTCUSDT") is SymbolStatus.TRADING


def test_a_status_that_no_venue_has_is_refused() -> None:
    with pytest.raises(ValueError, match="SLEEPING"):
        played().set_symbol_status("BTCUSDT", "SLEEPING")
