import asyncio
from dataclasses import replace
from random import Random

import pytest

from fakes.exchange import Exchange, SymbolStatus
from fakes.instruments import Instrument, Side
from fakes.ledger import Entry, Fact, Ledger, LevelChanged, StatusChanged, Traded
from fakes.market import BURST, HALTED, QUIET, SCRIPTS, SILENT, TRENDING, MarketScript
from fakes.matching import NewOrder, Order
from fakes.venues.binance.markets import LISTED
from simulation import World

INSTRUMENTS = tuple(LISTED.values())


class Day:
    """A script played alone for a while."""

    def __init__(self, script: MarketScript, seconds: float, seed: int = 1) -> None:
        with World(f"{script.name}/{seed}") as world:
            world.run(self._play(script, seconds, seed))

    async def _play(self, script: MarketScript, seconds: float, seed: int) -> None:
        loop = asyncio.get_running_loop()
        self.ledger = Ledger(loop.time)
        self.exchange = Exchange(INSTRUMENTS, self.ledger, lambda: int(loop.time() * 1000))
        rng = Random(seed)
        script.prepare(self.exchange, rng)
        self.opening = len(self.ledger.entries)
        task = asyncio.create_task(script.run(self.exchange, rng))
        await asyncio.sleep(seconds)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            task.result()

    def entries(self, start_s: float = 0.0, stop_s: float = 1e9) -> list[Entry[Fact]]:
        return [e for e in self.ledger.entries[self.opening :] if start_s <= e.at_s < stop_s]


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_book_opens_with_fifty_levels_a_side(script: MarketScript) -> None:
    day = Day(script, 0.0)

    depths = [day.exchange.depth(symbol) for symbol in day.exchange.symbols()]
    assert [(len(depth.bids), len(depth.asks)) for depth in depths] == [(50, 50)] * 3


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.name)
def test_every_market_opens_with_a_last_price_in_the_middle_of_its_book(script: MarketScript) -> None:
    exchange = Day(script, 0.0).exchange

    for symbol in exchange.symbols():
        [opening] = exchange.trades(symbol)
        depth = exchange.depth(symbol, 1)
        assert depth.bids[0][0] + depth.asks[0][0] == 2 * opening.ticks


def test_a_silent_market_moves_only_when_a_workload_moves_it() -> None:
    assert Day(SILENT, 3_600).entries() == []


def test_a_quiet_market_changes_about_twice_a_second_and_trades_every_other() -> None:
    day = Day(QUIET, 600)

    trades = sum(isinstance(entry.fact, Traded) for entry in day.entries())
    moments = sorted({entry.at_s for entry in day.entries()})
    # 3 symbols x 2.5 a second for 600 s; the standard deviation of 4500 arrivals is 67
    assert 4_200 < len(moments) < 4_800
    assert 900 < trades < 2_500


def test_a_burst_brings_hundreds_of_changes_a_second_and_passes() -> None:
    day = Day(BURST, 40)

    calm = [e for e in day.entries(0, 18) if isinstance(e.fact, LevelChanged)]
    burst = [e for e in day.entries(18, 20) if isinstance(e.fact, LevelChanged)]
    after = [e for e in day.entries(20, 38) if isinstance(e.fact, LevelChanged)]
    assert len(calm) / 18 < 20
    assert len(after) / 18 < 20
    assert len(burst) / 2 > 3 * 300


def test_a_trending_market_ends_far_from_where_it_began() -> None:
    day = Day(TRENDING, 600)

    prices = [trade.ticks for trade in day.exchange.trades("BTCUSDT")]
    assert prices[-1] > prices[0] * 1.01


def test_nobody_trades_while_halted() -> None:
    day = Day(HALTED, 90)

    statuses = [(entry.at_s, entry.fact.status) for entry in day.ledger.of(StatusChanged)]
    assert statuses == [(30.0, SymbolStatus.HALT)] * 3 + [(60.0, SymbolStatus.TRADING)] * 3
    assert [e for e in day.entries(30, 60) if isinstance(e.fact, LevelChanged)] == []
    assert day.entries(60.001, 90) != []


def test_the_same_seed_is_the_same_market() -> None:
    one, two = Day(BURST, 25, seed=7), Day(BURST, 25, seed=7)

    assert one.ledger.entries == two.ledger.entries
    assert one.ledger.entries != Day(BURST, 25, seed=8).ledger.entries


def test_a_book_stays_deep_through_an_hour_of_trading() -> None:
    depth = Day(QUIET, 3_600).exchange.depth("BTCUSDT")

    assert min(len(depth.bids), len(depth.asks)) > 30


def test_a_symbol_listed_during_the_day_is_traded_too() -> None:
    new = Instrument(symbol="SOLUSDT", base="SOL", quote="USDT")

    class Listing:
        name = "listing"

        def prepare(self, exchange: Exchange, rng: Random) -> None:
            QUIET.prepare(exchange, rng)

        async def run(self, exchange: Exchange, rng: Random) -> None:
            exchange.list(new)
            await replace(QUIET).run(exchange, rng)

    depth = Day(Listing(), 120).exchange.depth("SOLUSDT")

    assert depth.bids
    assert depth.asks


def test_the_crowd_trades_with_a_subject_who_quotes_best() -> None:
    async def play() -> Order:
        exchange = Exchange(INSTRUMENTS[:1], Ledger(lambda: 0.0), lambda: 0)
        exchange.watch("subject")
        exchange.deposit("subject", "USDT", 10**15)
        rng = Random(3)
        QUIET.prepare(exchange, rng)
        best = exchange.depth("BTCUSDT", 1).bids[0][0]
        mine = exchange.place(
            "BTCUSDT",
            NewOrder(account="subject", client_order_id="mine", side=Side.BUY, ticks=best + 1, lots=10),
        )
        assert isinstance(mine, Order)
        task = asyncio.create_task(QUIET.run(exchange, rng))
        await asyncio.sleep(60)
        task.cancel()
        return mine

    with World("crowd") as world:
        assert world.run(play()).filled_lots == 10
