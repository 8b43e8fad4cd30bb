"""The clients that trade on the real venue every day do all that a day needs, without one error.

Markets, book, trades, placing, amending, cancelling, being filled, balances, the private stream: in
virtual time under production names, and over loopback. Where a witness and the fake disagree, the
fake is wrong until the documents say otherwise.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakes.venues.bybit import Bybit
from tests.fidelity.bybit_witnesses import BYBIT, ccxt_bybit
from tests.fidelity.ccxt_day import Day, ccxt_pro, ccxt_rest, seen_as
from tests.fidelity.witness_stages import Places, Story, fill, subscription

Perform = Callable[[Story[Bybit, Any]], Any]
PAIR = "BTC/USDT"
DAY = Day(PAIR)
AFTER = {"BTC": 10.01998, "USDT": 999_400.0}
"""After buying 0.02 at 30000 for a fee of a thousandth, in the base coin."""


@pytest.fixture(params=BYBIT.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return BYBIT.stages[request.param]


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: Bybit, places: Places | None) -> dict[str, Any]:
        async with ccxt_bybit(ccxt_rest, places) as exchange:
            return {**await DAY.market(exchange, venue), **await DAY.orders(exchange, venue)}

    assert perform(story) == {
        "markets": {"BTC/USDT": "BTCUSDT", "ETH/USDT": "ETHUSDT", "LTC/BTC": "LTCBTC"},
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 30_000.0, 0.02, "maker"),
        "fee": {"currency": "BTC", "cost": 0.00002},
        "balance": AFTER,
    }


def test_ccxt_reads_the_refusals(perform: Perform) -> None:
    """Each code becomes the exception that it is for."""

    async def story(venue: Bybit, places: Places | None) -> list[str]:
        async with ccxt_bybit(ccxt_rest, places) as exchange:
            raised = await DAY.refusals(
                exchange,
                [
                    (50, 60_000, {}),
                    (0.01, 30_000, {"clientOrderId": "same"}),
                    (0.01, 30_000, {"clientOrderId": "same"}),
                ],
            )
            exchange.apiKey = "nobody"
            with pytest.raises(ccxt_rest.AuthenticationError):
                await exchange.fetch_balance()
            return raised

    assert perform(story) == ["InsufficientFunds", "", "InvalidOrder"]


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: Bybit, places: Places | None) -> dict[str, Any]:
        async with ccxt_bybit(ccxt_pro, places) as exchange:
            taken = subscription(venue, "publicTrade.BTCUSDT")
            return await DAY.streams(exchange, venue, taken)

    assert perform(story) == {"trades": True, "book": True, "ticker": True, "candle": [6]}


def test_ccxt_pro_hears_of_its_account_and_trades(perform: Perform) -> None:
    async def story(venue: Bybit, places: Places | None) -> dict[str, Any]:
        async with ccxt_bybit(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            private = [subscription(venue, topic) for topic in ("order", "execution", "wallet")]
            orders = asyncio.ensure_future(exchange.watch_orders(PAIR))
            fills = asyncio.ensure_future(exchange.watch_my_trades(PAIR))
            balance = asyncio.ensure_future(exchange.watch_balance())
            await asyncio.gather(*private)
            placed = await exchange.create_order_ws(PAIR, "limit", "buy", 0.01, 30_000)
            [told] = await orders
            told = (told["id"] == placed["id"], told["status"], told["price"], told["amount"])
            held = (await balance)["USDT"]
            held = (held["total"], held["used"])
            await exchange.edit_order_ws(placed["id"], PAIR, "limit", "buy", 0.02, 30_000)
            await seen_as(exchange, placed["id"], "amount", 0.02)
            await exchange.cancel_order_ws(placed["id"], PAIR)
            await seen_as(exchange, placed["id"], "status", "canceled")
            again = await exchange.create_order_ws(
                PAIR, "limit", "buy", 0.02, 30_000, {"orderLinkId": "again"}
            )
            fill(venue, "again")
            [trade] = await fills
            await seen_as(exchange, again["id"], "status", "closed")
            return {
                "told": told,
                "held": held,
                "fill": (
                    trade["order"] == again["id"],
                    trade["price"],
                    trade["amount"],
                    trade["takerOrMaker"],
                ),
            }

    assert perform(story) == {
        "told": (True, "open", 30_000.0, 0.01),
        "held": (1_000_000.0, 300.0),
        "fill": (True, 30_000.0, 0.02, "maker"),
    }
