"""ccxt, unmodified, does all that a day of trading contracts at Binance needs, without one error.

In virtual time under production names, and over loopback.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakes.venues.binance.usdm import BinanceUsdm
from tests.fidelity.ccxt_day import Day, ccxt_pro, ccxt_rest, seen_as
from tests.fidelity.usdm_witnesses import USDM, ccxt_usdm
from tests.fidelity.witness_stages import Places, Story, fill, subscription

Perform = Callable[[Story[BinanceUsdm, Any]], Any]
PAIR = "BTC/USDT:USDT"
DAY = Day(PAIR)


@pytest.fixture(params=USDM.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return USDM.stages[request.param]


def unnamed(places: Places | None) -> tuple[str, ...]:
    """What ccxt makes of this market's own codes where it does not know it by its address."""
    return () if places is None else ("ExchangeError", "InvalidOrder")


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: BinanceUsdm, places: Places | None) -> dict[str, Any]:
        async with ccxt_usdm(ccxt_rest, places) as exchange:
            told = {**await DAY.market(exchange, venue), **await DAY.orders(exchange, venue)}
            assert (
                told.pop("balance")["USDT"] > 1_000_500
            )  # bought at half the price: the gain counts as margin
            return told

    assert perform(story) == {
        "markets": {PAIR: "BTCUSDT", "ETH/USDT:USDT": "ETHUSDT", "LTC/BTC:BTC": "LTCBTC"},
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 30_000.0, 0.02, "maker"),
        "fee": {"currency": "USDT", "cost": 0.12},
    }


def test_ccxt_holds_a_position_and_closes_it(perform: Perform) -> None:
    async def story(venue: BinanceUsdm, places: Places | None) -> dict[str, Any]:
        async with ccxt_usdm(ccxt_rest, places) as exchange:
            await exchange.load_markets()
            await exchange.set_leverage(5, PAIR)
            await exchange.create_order(PAIR, "limit", "buy", 0.02, 30_000, {"clientOrderId": "mine"})
            fill(venue, "mine")
            [position] = await exchange.fetch_positions()
            venue.exchange.contracts.fund("BTCUSDT")
            [funding] = await exchange.fetch_funding_history(PAIR)
            rate = await exchange.fetch_funding_rate(PAIR)
            closed = await exchange.create_order(PAIR, "market", "sell", 0.02, None, {"reduceOnly": True})
            again = None
            try:
                await exchange.create_order(PAIR, "market", "sell", 0.02, None, {"reduceOnly": True})
            except ccxt_rest.BaseError as error:
                again = type(error).__name__
                assert again in ("InvalidOrder", *unnamed(places))
            return {
                "position": (position["side"], position["contracts"], position["entryPrice"]),
                "funding": funding["amount"] < 0,
                "rate": rate["fundingRate"],
                "closed": (closed["reduceOnly"], closed["amount"]),
                "again": again is not None,
                "left": await exchange.fetch_positions(),
            }

    assert perform(story) == {
        "position": ("long", 0.02, 30_000.0),
        "funding": True,
        "rate": 0.0001,
        "closed": (True, 0.02),
        "again": True,
        "left": [],
    }


def test_ccxt_reads_the_refusals(perform: Perform) -> None:
    async def story(venue: BinanceUsdm, places: Places | None) -> list[str]:
        async with ccxt_usdm(ccxt_rest, places) as exchange:
            raised = await DAY.refusals(
                exchange,
                [
                    (900, 60_000, {}),
                    (0.01, 30_000, {"clientOrderId": "same"}),
                    (0.01, 30_000, {"clientOrderId": "same"}),
                    (0.01, 62_900, {"postOnly": True}),
                    (0.01, 70_000, {}),
                ],
            )
            exchange.apiKey = "nobody"
            with pytest.raises(ccxt_rest.AuthenticationError):
                await exchange.fetch_balance()
            known = ["InsufficientFunds", "", "InvalidOrder", "OrderNotFillable", "BadRequest"]
            return [
                one for one, name in zip(raised, known, strict=True) if one not in (name, *unnamed(places))
            ]

    assert perform(story) == []


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: BinanceUsdm, places: Places | None) -> dict[str, Any]:
        async with ccxt_usdm(ccxt_pro, places) as exchange:
            return {
                **await DAY.streams(exchange, venue, subscription(venue, "btcusdt@trade")),
                "mark": (await exchange.watch_mark_price(PAIR))["markPrice"] > 0,
            }

    assert perform(story) == {"trades": True, "book": True, "ticker": True, "candle": [6], "mark": True}


def test_ccxt_pro_hears_of_its_account(perform: Perform) -> None:
    async def story(venue: BinanceUsdm, places: Places | None) -> dict[str, Any]:
        async with ccxt_usdm(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            private = subscription(venue, "userData")
            orders = asyncio.ensure_future(exchange.watch_orders(PAIR))
            fills = asyncio.ensure_future(exchange.watch_my_trades(PAIR))
            positions = asyncio.ensure_future(exchange.watch_positions([PAIR]))
            await private
            placed = await exchange.create_order(
                PAIR, "limit", "buy", 0.01, 30_000, {"clientOrderId": "mine"}
            )
            [order] = await orders
            told = (order["id"] == placed["id"], order["status"], order["price"], order["amount"])
            fill(venue, "mine")
            [trade] = await fills
            [position] = await positions
            await seen_as(exchange, placed["id"], "status", "closed")
            return {
                "told": told,
                "fill": (
                    trade["order"] == placed["id"],
                    trade["price"],
                    trade["amount"],
                    trade["fee"]["cost"],
                ),
                "position": (position["side"], position["contracts"], position["entryPrice"]),
            }

    assert perform(story) == {
        "told": (True, "open", 30_000.0, 0.01),
        "fill": (True, 30_000.0, 0.01, 0.06),
        "position": ("long", 0.01, 30_000.0),
    }
