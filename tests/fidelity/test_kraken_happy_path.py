"""The clients that trade on the real venue every day do all that a day needs, without one error.

Markets, book, trades, placing, amending, cancelling, being filled, balances, the private stream: in
virtual time under production names, and over loopback. Where a witness and the fake disagree, the
fake is wrong until the documents say otherwise.
"""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from fakes.venues.kraken import Kraken
from tests.fidelity.ccxt_day import Day, ccxt_pro, ccxt_rest, seen_as
from tests.fidelity.kraken_witnesses import KRAKEN, ccxt_kraken
from tests.fidelity.witness_stages import Places, Story, fill, subscription

Perform = Callable[[Story[Kraken, Any]], Any]
PAIR = "BTC/USDT"
DAY = Day(PAIR, shown=Decimal("0.001"))
AFTER = {"BTC": 10.02, "USDT": 999_398.5}
"""After buying 0.02 at 30000 as a maker, for a fee of a quarter of a hundredth of it."""


@pytest.fixture(params=KRAKEN.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return KRAKEN.stages[request.param]


# --- ccxt.async_support -------------------------------------------------------------------------


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: Kraken, places: Places | None) -> dict[str, Any]:
        async with ccxt_kraken(ccxt_rest, places) as exchange:
            return {
                "status": (await exchange.fetch_status())["status"],
                **await DAY.market(exchange, venue),
                **await DAY.orders(exchange, venue),
            }

    assert perform(story) == {
        "status": "ok",
        "markets": {"BTC/USDT": "XBTUSDT", "ETH/USDT": "ETHUSDT", "LTC/BTC": "XLTCXXBT"},
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 30_000.0, 0.02, "maker"),
        "fee": {"currency": "USDT", "cost": 1.5},
        "balance": AFTER,
    }


def test_ccxt_reads_the_refusals(perform: Perform) -> None:
    """Each text becomes the exception that it is for."""

    async def story(venue: Kraken, places: Places | None) -> list[str]:
        async with ccxt_kraken(ccxt_rest, places) as exchange:
            raised = await DAY.refusals(
                exchange,
                [
                    (1_000, 60_000, {}),
                    (0.01, 30_000, {"clientOrderId": "same"}),
                    (0.01, 30_000, {"clientOrderId": "same"}),
                    (0.01, 30_000, {"deadline": "2020-01-01T00:00:00Z"}),
                ],
            )
            exchange.apiKey = "nobody"
            with pytest.raises(ccxt_rest.AuthenticationError):
                await exchange.fetch_balance()
            return raised

    assert perform(story) == ["InsufficientFunds", "", "ExchangeError", "ExchangeError"]


# --- ccxt.pro -----------------------------------------------------------------------------------


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: Kraken, places: Places | None) -> dict[str, Any]:
        async with ccxt_kraken(ccxt_pro, places) as exchange:
            return {
                **await DAY.streams(exchange, venue, subscription(venue, "trade:BTCUSDT")),
                "tickers": sorted(await exchange.watch_tickers([PAIR])),
                "tops": sorted(await exchange.watch_bids_asks([PAIR])),
            }

    assert perform(story) == {
        "trades": True,
        "book": True,
        "ticker": True,
        "candle": [6],
        "tickers": [PAIR],
        "tops": [PAIR],
    }


def test_ccxt_pro_hears_of_its_account_and_trades(perform: Perform) -> None:
    async def story(venue: Kraken, places: Places | None) -> dict[str, Any]:
        async with ccxt_kraken(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            private = [subscription(venue, "executions"), subscription(venue, "balances")]
            orders = asyncio.ensure_future(exchange.watch_orders(PAIR))
            fills = asyncio.ensure_future(exchange.watch_my_trades(PAIR))
            balance = asyncio.ensure_future(exchange.watch_balance())
            await asyncio.gather(*private)
            held = (await balance)["total"]
            placed = await exchange.create_order_ws(PAIR, "limit", "buy", 0.01, 30_000)
            [told] = await orders
            told = (told["id"] == placed["id"], told["status"], told["price"], told["amount"])
            await exchange.edit_order_ws(placed["id"], PAIR, "limit", "buy", 0.02, 30_000)
            await seen_as(exchange, placed["id"], "amount", 0.02)
            await exchange.cancel_order_ws(placed["id"])
            await seen_as(exchange, placed["id"], "status", "canceled")
            again = await exchange.create_order_ws(PAIR, "limit", "buy", 0.02, 30_000)
            fill(venue, again["id"])
            [trade] = await fills
            await seen_as(exchange, again["id"], "status", "closed")
            while {asset: exchange.balance["spot"][asset]["total"] for asset in AFTER} != AFTER:
                await exchange.watch_balance()
            with pytest.raises(ccxt_pro.ExchangeError, match="EOrder:Order minimum not met"):
                await exchange.create_order_ws(PAIR, "limit", "buy", 0.00001, 30_000)
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
        "held": {"BTC": 10.0, "USDT": 1_000_000.0},
        "fill": (True, 30_000.0, 0.02, "maker"),
    }
