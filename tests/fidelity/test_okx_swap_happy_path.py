"""ccxt and python-okx, unmodified, do all that a day of trading swaps at OKX needs, without one error.

Sizes are theirs: contracts, of a hundredth of a bitcoin each.
"""

import asyncio
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from fakes.instruments import Side
from fakes.venues.okx.swap import OkxSwap
from tests.fidelity.ccxt_day import ccxt_pro, ccxt_rest, seen_as
from tests.fidelity.okx_witnesses import API_KEY, PHRASE, SECRET, SWAPS, ccxt_okx
from tests.fidelity.witness_stages import Places, Story, fill, rows, subscription, take, top, trade_ids

account_api = pytest.importorskip("okx.Account")
trade_api = pytest.importorskip("okx.Trade")

Perform = Callable[[Story[OkxSwap, Any]], Any]
PAIR = "BTC/USDT:USDT"
MARKET = "BTC-USDT-SWAP"
CONTRACT = Decimal("0.01")


@pytest.fixture(params=SWAPS.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return SWAPS.stages[request.param]


def in_contracts(venue: OkxSwap) -> list[list[tuple[Decimal, Decimal]]]:
    """The book that the venue has."""
    return [[(price, held / CONTRACT) for price, held in side] for side in top(venue)]


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: OkxSwap, places: Places | None) -> dict[str, Any]:
        async with ccxt_okx(ccxt_rest, places) as exchange:
            markets = await exchange.load_markets()
            book = await exchange.fetch_order_book(PAIR, 5)
            truth = in_contracts(venue)
            told = [int(trade["id"]) for trade in await exchange.fetch_trades(PAIR)]
            placed = await exchange.create_order(PAIR, "limit", "buy", 1, 30_000)
            await exchange.edit_order(placed["id"], PAIR, "limit", "buy", 2, 30_000)
            [amended] = await exchange.fetch_open_orders(PAIR)
            await exchange.cancel_order(amended["id"], PAIR)
            cancelled = await exchange.fetch_order(amended["id"], PAIR)
            return {
                "contract": (markets[PAIR]["contractSize"], markets[PAIR]["linear"], markets[PAIR]["id"]),
                "book": [rows(book["bids"]), rows(book["asks"])] == truth,
                "trades": told != [] and set(told) <= set(trade_ids(venue)),
                "last": (await exchange.fetch_ticker(PAIR))["last"] > 0,
                "candle": len((await exchange.fetch_ohlcv(PAIR, "1m"))[0]),
                "amended": (amended["id"] == placed["id"], amended["amount"]),
                "cancelled": cancelled["status"],
            }

    assert perform(story) == {
        "contract": (0.01, True, MARKET),
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "amended": (True, 2.0),
        "cancelled": "canceled",
    }


def test_ccxt_holds_a_position_and_closes_it(perform: Perform) -> None:
    async def story(venue: OkxSwap, places: Places | None) -> dict[str, Any]:
        async with ccxt_okx(ccxt_rest, places) as exchange:
            await exchange.load_markets()
            await exchange.set_leverage(5, PAIR, {"mgnMode": "cross"})
            placed = await exchange.create_order(PAIR, "limit", "buy", 2, 30_000, {"clientOrderId": "mine"})
            fill(venue, "mine")
            [position] = await exchange.fetch_positions()
            [trade] = await exchange.fetch_my_trades(PAIR)
            rate = await exchange.fetch_funding_rate(PAIR)
            closing = await exchange.create_order(PAIR, "market", "sell", 2, None, {"reduceOnly": True})
            closed = await exchange.fetch_order(closing["id"], PAIR)
            return {
                "position": (
                    position["side"],
                    position["contracts"],
                    position["entryPrice"],
                    position["leverage"],
                ),
                "fill": (
                    trade["order"] == placed["id"],
                    trade["amount"],
                    trade["price"],
                    trade["takerOrMaker"],
                ),
                "fee": {name: trade["fee"][name] for name in ("currency", "cost")},
                "rate": rate["fundingRate"],
                "closed": (closed["status"], closed["filled"], closed["reduceOnly"]),
                "left": await exchange.fetch_positions(),
            }

    assert perform(story) == {
        "position": ("long", 2.0, 30_000.0, 5.0),
        "fill": (True, 2.0, 30_000.0, "maker"),
        "fee": {"currency": "USDT", "cost": 0.12},
        "rate": 0.0001,
        "closed": ("closed", 2.0, True),
        "left": [],
    }


def test_ccxt_pro_follows_market_and_account(perform: Perform) -> None:
    async def story(venue: OkxSwap, places: Places | None) -> dict[str, Any]:
        async with ccxt_okx(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            book = await exchange.watch_order_book(PAIR)
            truth = in_contracts(venue)
            told = [rows(book["bids"]), rows(book["asks"])] == truth
            heard = subscription(venue, "trades:BTCUSDT")
            watching = asyncio.ensure_future(exchange.watch_trades(PAIR))
            await heard
            take(venue)
            trades = [int(trade["id"]) for trade in await watching]
            subscribed = subscription(venue, "orders")
            orders = asyncio.ensure_future(exchange.watch_orders(PAIR))
            await subscribed
            positions = asyncio.ensure_future(exchange.watch_positions([PAIR]))
            placed = await exchange.create_order(PAIR, "limit", "buy", 2, 30_000, {"clientOrderId": "mine"})
            [order] = await orders
            told_open = (order["id"] == placed["id"], order["status"], order["amount"])
            fill(venue, "mine")
            await seen_as(exchange, placed["id"], "status", "closed")
            held = await positions
            while not held:  # the first word is of none
                held = await exchange.watch_positions([PAIR])
            [position] = held
            return {
                "book": told,
                "trades": trades != [] and set(trades) <= set(trade_ids(venue)),
                "order": told_open,
                "position": (position["side"], position["contracts"], position["entryPrice"]),
            }

    assert perform(story) == {
        "book": True,
        "trades": True,
        "order": (True, "open", 2.0),
        "position": ("long", 2.0, 30_000.0),
    }


@pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")
def test_python_okx_holds_a_position_and_closes_it() -> None:
    keys = (API_KEY, SECRET, PHRASE)

    async def story(venue: OkxSwap, _: Places | None) -> dict[str, Any]:
        def before() -> Any:
            with trade_api.TradeAPI(*keys, flag="0") as trade:
                return trade.place_order(MARKET, "cross", "buy", "limit", "2", px="30000", clOrdId="mine")

        def after() -> dict[str, Any]:
            with (
                account_api.AccountAPI(*keys, flag="0") as account,
                trade_api.TradeAPI(*keys, flag="0") as trade,
            ):
                [position] = account.get_positions(instType="SWAP")["data"]
                closing = trade.close_positions(MARKET, "cross")
                return {
                    "position": (position["pos"], position["avgPx"], position["mgnMode"]),
                    "closing": (closing["code"], closing["data"][0]["instId"]),
                    "left": account.get_positions(instType="SWAP")["data"],
                }

        placed = await asyncio.to_thread(before)
        fill(venue, "mine")
        venue.counterparty.quote("BTCUSDT", Side.BUY, 590_000, 1_000)  # to whom it can be sold
        return {"placed": placed["data"][0]["sCode"], **await asyncio.to_thread(after)}

    assert SWAPS.under_its_names(story) == {
        "placed": "0",
        "position": ("2", "30000", "cross"),
        "closing": ("0", MARKET),
        "left": [],
    }
