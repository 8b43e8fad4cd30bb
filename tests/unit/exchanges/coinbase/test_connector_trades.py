"""Public trades of the channel ``market_trades``, each once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from exchanges.backoff import Backoff
from exchanges.delivery import Watched
from exchanges.errors import StreamClosed
from exchanges.models import Trade
from exchanges.telemetry import logger_for
from exchanges.venues.coinbase.trades import CoinbaseTrades
from tests.unit.exchanges.coinbase.scripted_requests import CONFIG, api_with
from tests.unit.exchanges.coinbase.still_connection import StillConnection, StillStream
from tests.unit.exchanges.scripted_requests import ScriptedRequests

pytestmark = pytest.mark.asyncio

SYMBOL = "BTC-USD"
TICKER = f"market/products/{SYMBOL}/ticker"


def row(number: int, side: str = "BUY", product: str = SYMBOL) -> dict[str, Any]:
    return {
        "trade_id": str(number),
        "product_id": product,
        "price": "100.1",
        "size": "0.2",
        "side": side,
        "time": "2027-01-15T08:00:01.000500Z",
    }


def event(kind: str, *rows: dict[str, Any]) -> dict[str, Any]:
    return {"type": kind, "trades": list(rows)}


class Bench:
    def __init__(self, trades: CoinbaseTrades, rest: ScriptedRequests) -> None:
        self.trades = trades
        self.rest = rest
        self.connection = StillConnection()
        self.connection.handler = trades
        self.stream = StillStream(self.connection)
        self.watches: list[Watched[Trade]] = []
        trades.stream = self.stream  # type: ignore[assignment]  # as much of it as is used

    def watch(self, symbol: str) -> Watched[Trade]:
        """Kept: letting go of it would end the subscription."""
        watched = self.trades.watch(symbol)
        self.watches.append(watched)
        return watched

    async def ids(self, watched: Watched[Trade], count: int) -> list[int]:
        return [(await anext(watched)).trade_id for _ in range(count)]


@asynccontextmanager
async def bench(answers: dict[str, Any] | None = None) -> AsyncIterator[Bench]:
    api, rest = await api_with(answers or {})
    trades = CoinbaseTrades(
        api=api,
        config=lambda: CONFIG,
        backoff=lambda: Backoff(0.5, 8.0, Random(1)),
        log=logger_for("coinbase", "live"),
    )
    made = Bench(trades, rest)
    try:
        yield made
    finally:
        for watched in made.watches:
            watched.close()
        await trades.stop(StreamClosed("over"))


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_trades_are_told_in_the_order_in_which_they_were_made() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        await settled()
        made.connection.tell("market_trades", event("update", row(6), row(5, "SELL")))
        first, second = await anext(watched), await anext(watched)

    assert made.connection.asked() == [("subscribe", "market_trades", [SYMBOL])]
    assert first == Trade(SYMBOL, 5, Decimal("100.1"), Decimal("0.2"), 1_800_000_001_000, False)
    assert (second.trade_id, second.buyer_is_maker) == (6, True)


async def test_the_first_snapshot_is_history() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        await settled()
        made.connection.tell("market_trades", event("snapshot", row(6), row(5), row(1, product="ETH-USD")))
        made.connection.tell("market_trades", event("update", row(7), row(6)))

        assert await made.ids(watched, 1) == [7]


async def test_a_later_snapshot_tells_what_was_missed() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        await settled()
        made.connection.tell("market_trades", event("snapshot", row(5)))
        made.connection.tell("market_trades", event("update", row(6)))
        made.connection.tell("market_trades", event("snapshot", row(8), row(7), row(6)))

        assert await made.ids(watched, 3) == [6, 7, 8]


async def test_what_a_snapshot_does_not_reach_is_fetched() -> None:
    async with bench({TICKER: {"trades": [row(7), row(6)]}}) as made:
        watched = made.watch(SYMBOL)
        await settled()
        made.connection.tell("market_trades", event("update", row(5)))
        made.connection.tell("market_trades", event("update", row(8)))

        assert await made.ids(watched, 4) == [5, 6, 7, 8]


async def test_heartbeats_are_subscribed_to_first_and_are_no_oddity(caplog: pytest.LogCaptureFixture) -> None:
    async with bench() as made:
        made.watch(SYMBOL)
        await settled()
        made.connection.frames.sent.clear()
        with caplog.at_level("WARNING"):
            await made.trades.greet(made.connection)
            made.connection.tell("heartbeats", {"heartbeat_counter": 1})

        assert made.connection.asked() == [
            ("subscribe", "heartbeats", []),
            ("subscribe", "market_trades", [SYMBOL]),
        ]
        assert made.trades.is_fed()
        assert caplog.records == []


async def test_an_alias_is_told_of_under_the_name_of_the_market_behind_it() -> None:
    async with bench() as made:
        watched = made.watch("BTC-USDC")
        await settled()
        made.connection.tell("market_trades", event("update", row(5)))

        assert (await anext(watched)).symbol == SYMBOL
        assert made.connection.asked() == [("subscribe", "market_trades", [SYMBOL])]


async def test_only_answers_are_answers() -> None:
    async with bench() as made:
        assert not made.trades.on_answer(
            b'{"channel":"heartbeats","sequence_num":1,"events":[]}', made.connection
        )
        assert not made.trades.on_answer(b'{"type":"error","message":"to nobody"}', made.connection)
        assert not made.trades.on_answer(b'"subscriptions', made.connection)


async def test_what_cannot_be_read_is_passed_over() -> None:
    async with bench() as made:
        watched = made.watch(SYMBOL)
        await settled()
        for raw in (
            b"{",
            b'{"channel":"market_trades","sequence_num":9,"events":[{"type":"update","trades":[{}]}]}',
        ):
            assert made.trades.on_message(raw, made.connection)
        made.connection.tell("market_trades", event("update", row(5)))

        assert await made.ids(watched, 1) == [5]
