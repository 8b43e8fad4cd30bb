"""ccxt, unmodified, does all that a day of trading contracts at Bybit needs, without one error.

In virtual time under production names, and over loopback.
"""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from fakes.venues.bybit.linear import BybitLinear
from tests.fidelity.bybit_witnesses import LINEAR, ccxt_linear
from tests.fidelity.ccxt_day import Day, ccxt_pro, ccxt_rest
from tests.fidelity.witness_stages import Places, Story, fill, subscription

Perform = Callable[[Story[BybitLinear, Any]], Any]
PAIR = "BTC/USDT:USDT"
LOW_BITS = (1 << 62) - 1
DAY = Day(PAIR, price=60_000, shown=Decimal("0.001"), trade_number=lambda told: UUID(told).int & LOW_BITS)


@pytest.fixture(params=LINEAR.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return LINEAR.stages[request.param]


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: BybitLinear, places: Places | None) -> dict[str, Any]:
        async with ccxt_linear(ccxt_rest, places) as exchange:
            told = {**await DAY.market(exchange, venue), **await DAY.orders(exchange, venue)}
            told["balance"] = told["balance"]["USDT"]
            return told

    assert perform(story) == {
        "markets": {PAIR: "BTCUSDT", "ETH/USDT:USDT": "ETHUSDT", "LTC/BTC:BTC": "LTCBTC"},
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 60_000.0, 0.02, "maker"),
        "fee": {"currency": "USDT", "cost": 0.24},
        "balance": 999_999.76,
    }


def test_ccxt_holds_a_position_and_closes_it(perform: Perform) -> None:
    async def story(venue: BybitLinear, places: Places | None) -> dict[str, Any]:
        async with ccxt_linear(ccxt_rest, places) as exchange:
            await exchange.load_markets()
            await exchange.set_leverage(5, PAIR)
            with pytest.raises(ccxt_rest.BadRequest):
                await exchange.set_leverage(5, PAIR)
            await exchange.create_order(PAIR, "limit", "buy", 0.02, 60_000, {"orderLinkId": "mine"})
            fill(venue, "mine")
            [position] = await exchange.fetch_positions()
            venue.exchange.contracts.fund("BTCUSDT")
            rate = await exchange.fetch_funding_rate(PAIR)
            history = await exchange.fetch_funding_rate_history(PAIR, limit=2)
            await exchange.create_order(PAIR, "market", "sell", 0.02, None, {"reduceOnly": True})
            with pytest.raises(ccxt_rest.InvalidOrder):
                await exchange.create_order(PAIR, "market", "sell", 0.02, None, {"reduceOnly": True})
            return {
                "position": (
                    position["side"],
                    position["contracts"],
                    position["entryPrice"],
                    position["leverage"],
                ),
                "rate": (rate["fundingRate"], rate["markPrice"] > 0),
                "history": [each["fundingRate"] for each in history],
                "left": await exchange.fetch_positions(),
            }

    assert perform(story) == {
        "position": ("long", 0.02, 60_000.0, 5.0),
        "rate": (0.0001, True),
        "history": [0.0001, 0.0001],
        "left": [],
    }


def test_ccxt_reads_the_refusals(perform: Perform) -> None:
    async def story(venue: BybitLinear, places: Places | None) -> list[str]:
        async with ccxt_linear(ccxt_rest, places) as exchange:
            return await DAY.refusals(
                exchange,
                [
                    (900, 60_000, {}),
                    (0.01, 60_000, {"clientOrderId": "same"}),
                    (0.01, 60_000, {"clientOrderId": "same"}),
                    (0.01, 60_000, {"reduceOnly": True}),
                ],
            )

    assert perform(story) == ["InsufficientFunds", "", "InvalidOrder", "InvalidOrder"]


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: BybitLinear, places: Places | None) -> dict[str, Any]:
        async with ccxt_linear(ccxt_pro, places) as exchange:
            return await DAY.streams(exchange, venue, subscription(venue, "publicTrade.BTCUSDT"))

    assert perform(story) == {"trades": True, "book": True, "ticker": True, "candle": [6]}


def test_ccxt_pro_hears_of_its_position(perform: Perform) -> None:
    async def story(venue: BybitLinear, places: Places | None) -> tuple[Any, ...]:
        async with ccxt_linear(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            exchange.options["watchPositions"] = {
                "fetchPositionsSnapshot": False,
                "awaitPositionsSnapshot": False,
            }
            listening = subscription(venue, "position")
            positions = asyncio.ensure_future(exchange.watch_positions([PAIR]))
            await listening
            await exchange.create_order(PAIR, "limit", "buy", 0.02, 60_000, {"orderLinkId": "mine"})
            fill(venue, "mine")
            [position] = await positions
            while not position["contracts"]:
                [position] = await exchange.watch_positions([PAIR])
            return position["side"], position["contracts"], position["entryPrice"]

    assert perform(story) == ("long", 0.02, 60_000.0)
