"""The clients that trade on the real venue every day do all that a day needs, without one error.

Markets, book, trades, placing, amending, cancelling, being filled, balances, the private stream: in
virtual time under production names, and over loopback. Where a witness and the fake disagree, the
fake is wrong until the documents say otherwise.
"""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from fakes.venues.okx import Okx
from tests.fidelity.ccxt_day import Day, ccxt_pro, ccxt_rest, seen_as
from tests.fidelity.okx_witnesses import OKX, ccxt_okx
from tests.fidelity.witness_stages import Places, Story, fill, subscription

Perform = Callable[[Story[Okx, Any]], Any]
PAIR = "BTC/USDT"
DAY = Day(PAIR)
AFTER = {"BTC": 10.019984, "USDT": 999_400.0}
"""After buying 0.02 at 30000 as a maker, for a fee of 0.08 % in what was bought."""


@pytest.fixture(params=OKX.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return OKX.stages[request.param]


# --- ccxt.async_support -------------------------------------------------------------------------


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: Okx, places: Places | None) -> dict[str, Any]:
        async with ccxt_okx(ccxt_rest, places) as exchange:
            return {
                "status": (await exchange.fetch_status())["status"],
                **await DAY.market(exchange, venue),
                **await DAY.orders(exchange, venue),
            }

    assert perform(story) == {
        "status": "ok",
        "markets": {"BTC/USDT": "BTC-USDT", "ETH/USDT": "ETH-USDT", "LTC/BTC": "LTC-BTC"},
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 30_000.0, 0.02, "maker"),
        "fee": {"currency": "BTC", "cost": 0.000016},
        "balance": AFTER,
    }


def test_ccxt_reads_the_refusals(perform: Perform) -> None:
    """Each code becomes the exception that it is for."""

    async def story(venue: Okx, places: Places | None) -> list[str]:
        async with ccxt_okx(ccxt_rest, places) as exchange:
            raised = await DAY.refusals(
                exchange,
                [
                    (33, 30_000, {"clientOrderId": "same"}),
                    (1, 30_000, {}),
                    (0.01, 30_000, {"clientOrderId": "same"}),
                    (0.01, 30_000, {"clientOrderId": "no-hyphens"}),
                ],
            )
            exchange.password = "another"
            with pytest.raises(ccxt_rest.AuthenticationError):
                await exchange.fetch_balance()
            return raised

    assert perform(story) == ["", "InsufficientFunds", "InvalidOrder", "BadRequest"]


# --- ccxt.pro -----------------------------------------------------------------------------------


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: Okx, places: Places | None) -> dict[str, Any]:
        async with ccxt_okx(ccxt_pro, places) as exchange:
            return {
                **await DAY.streams(exchange, venue, subscription(venue, "trades:BTCUSDT")),
                "tops": sorted(await exchange.watch_bids_asks([PAIR])),
            }

    assert perform(story) == {"trades": True, "book": True, "ticker": True, "candle": [6], "tops": [PAIR]}


def test_ccxt_pro_hears_of_its_account_and_trades(perform: Perform) -> None:
    async def story(venue: Okx, places: Places | None) -> dict[str, Any]:
        async with ccxt_okx(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            orders = asyncio.ensure_future(exchange.watch_orders(PAIR))
            private = subscription(venue, "orders")
            balance = asyncio.ensure_future(exchange.watch_balance())
            held = (await balance)["total"]
            await private
            placed = await exchange.create_order_ws(PAIR, "limit", "buy", 0.01, 30_000)
            [told] = await orders
            told = (told["id"] == placed["id"], told["status"], told["price"], told["amount"])
            await exchange.edit_order_ws(placed["id"], PAIR, "limit", "buy", 0.02, 30_000)
            await seen_as(exchange, placed["id"], "amount", 0.02)
            await exchange.cancel_order_ws(placed["id"], PAIR)
            await seen_as(exchange, placed["id"], "status", "canceled")
            again = await exchange.create_order_ws(
                PAIR, "limit", "buy", 0.02, 30_000, {"clientOrderId": "mine"}
            )
            fills = asyncio.ensure_future(exchange.watch_my_trades(PAIR))
            await asyncio.sleep(0.1)
            fill(venue, "mine")
            [trade] = await fills
            await seen_as(exchange, again["id"], "status", "closed")
            while {asset: exchange.balance[asset]["total"] for asset in AFTER} != AFTER:
                await exchange.watch_balance()
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
