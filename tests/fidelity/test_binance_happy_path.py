"""The clients that trade on the real venue every day do all that a day needs, without one error.

Markets, book, trades, placing, amending, cancelling, being filled, balances, the private stream: in
virtual time under production names, and over loopback. Where a witness and the fake disagree, the
fake is wrong until the documents say otherwise.
"""

import asyncio
from collections.abc import Callable, Coroutine
from decimal import Decimal
from typing import Any

import pytest

from fakes.venues.binance import Binance
from tests.fidelity.binance_witnesses import BINANCE, ccxt_binance, python_binance
from tests.fidelity.ccxt_day import Day, ccxt_pro, ccxt_rest, seen_as
from tests.fidelity.witness_stages import Places, Story, fill, rows, subscription, take, top, trade_ids

binance = pytest.importorskip("binance")

Perform = Callable[[Story[Binance, Any]], Any]
SYMBOLS = ["BTCUSDT", "ETHUSDT", "LTCBTC"]
PAIR = "BTC/USDT"
DAY = Day(PAIR)
BTC_AFTER = 10.01998
"""After buying 0.02 as a maker, for a fee of a thousandth of it."""


@pytest.fixture(params=BINANCE.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return BINANCE.stages[request.param]


# --- ccxt ---------------------------------------------------------------------------------------


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: Binance, places: Places | None) -> dict[str, Any]:
        async with ccxt_binance(ccxt_rest, places) as exchange:
            return {**await DAY.market(exchange, venue), **await DAY.orders(exchange, venue)}

    assert perform(story) == {
        "markets": {"BTC/USDT": "BTCUSDT", "ETH/USDT": "ETHUSDT", "LTC/BTC": "LTCBTC"},
        "book": True,
        "trades": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, False),
        "fill": (True, 30_000.0, 0.02, "maker"),
        "fee": {"currency": "BTC", "cost": 0.00002},
        "balance": {"BTC": BTC_AFTER, "USDT": 999_400.0},
    }


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: Binance, places: Places | None) -> dict[str, Any]:
        async with ccxt_binance(ccxt_pro, places) as exchange:
            return await DAY.streams(exchange, venue, subscription(venue, "btcusdt@trade"))

    assert perform(story) == {"trades": True, "book": True, "ticker": True, "candle": [6]}


def test_ccxt_pro_hears_of_its_account(perform: Perform) -> None:
    async def story(venue: Binance, places: Places | None) -> dict[str, Any]:
        async with ccxt_binance(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            await exchange.authenticate({"type": "spot"})
            balance = asyncio.ensure_future(exchange.watch_balance())
            fills = asyncio.ensure_future(exchange.watch_my_trades(PAIR))
            told = asyncio.ensure_future(exchange.watch_orders(PAIR))
            placed = await exchange.create_order_ws(PAIR, "limit", "buy", 0.01, 30_000)
            statuses = [order["status"] for order in await told]  # ccxt will change these very objects
            held = (await balance)["USDT"]["used"]
            amended = await exchange.edit_order_ws(placed["id"], PAIR, "limit", "buy", 0.02, 30_000)
            await seen_as(exchange, amended["id"], "status", "open")
            cancelled = await exchange.cancel_order_ws(amended["id"], PAIR)
            again = await exchange.create_order_ws(PAIR, "limit", "buy", 0.02, 30_000)
            fill(venue, again["clientOrderId"])
            [trade] = await fills
            while exchange.balance["spot"]["BTC"]["total"] != BTC_AFTER:
                await exchange.watch_balance()
            return {
                "placed": statuses,
                "held": held,
                "amended": amended["amount"],
                "cancelled": cancelled["status"],
                "fill": (trade["order"] == again["id"], trade["price"], trade["amount"]),
            }

    assert perform(story) == {
        "placed": ["open"],
        "held": 300.0,
        "amended": 0.02,
        "cancelled": "canceled",
        "fill": (True, 30_000.0, 0.02),
    }


# --- python-binance -----------------------------------------------------------------------------


def test_python_binance_trades(perform: Perform) -> None:
    async def story(venue: Binance, places: Places | None) -> dict[str, Any]:
        async with python_binance(places) as client:
            return {
                "markets": [row["symbol"] for row in (await client.get_exchange_info())["symbols"]],
                "book": await python_binance_book(client, venue),
                "trades": [row["id"] for row in await client.get_recent_trades(symbol="BTCUSDT")],
                "last": Decimal((await client.get_symbol_ticker(symbol="BTCUSDT"))["price"]) > 0,
                **await python_binance_orders(client, venue),
                "btc": await client.get_asset_balance("BTC"),
                "usdt": (await client.get_asset_balance("USDT"))["free"],
                "truth": trade_ids(venue),
            }

    seen = perform(story)

    trades, truth = seen.pop("trades"), seen.pop("truth")
    assert trades
    assert trades == truth[: len(trades)]
    assert seen == {
        "markets": SYMBOLS,
        "book": True,
        "last": True,
        "statuses": ["NEW", "NEW", "CANCELED", "FILLED"],
        "amended": ("SUCCESS", True),
        "fill": (True, "30000.00000000", "0.02000000", True),
        "btc": {"asset": "BTC", "free": "10.01998000", "locked": "0.00000000"},
        "usdt": "999400.00000000",
    }


async def python_binance_book(client: Any, venue: Binance) -> bool:
    while True:
        seen = await client.get_order_book(symbol="BTCUSDT", limit=5)
        if seen["lastUpdateId"] == venue.exchange.depth("BTCUSDT").sequence:
            return [rows(seen["bids"]), rows(seen["asks"])] == top(venue)


async def python_binance_orders(client: Any, venue: Binance) -> dict[str, Any]:
    limit = {"symbol": "BTCUSDT", "side": "BUY", "type": "LIMIT", "timeInForce": "GTC", "price": "30000"}
    placed = await client.create_order(**limit, quantity="0.01")
    replaced = await client.cancel_replace_order(
        **limit, quantity="0.02", cancelReplaceMode="STOP_ON_FAILURE", cancelOrderId=placed["orderId"]
    )
    amended = replaced["newOrderResponse"]
    known = [order["orderId"] for order in await client.get_open_orders(symbol="BTCUSDT")]
    cancelled = await client.cancel_order(symbol="BTCUSDT", orderId=amended["orderId"])
    again = await client.create_order(**limit, quantity="0.02")
    fill(venue, again["clientOrderId"])
    filled = await client.get_order(symbol="BTCUSDT", orderId=again["orderId"])
    [trade] = await client.get_my_trades(symbol="BTCUSDT")
    with pytest.raises(binance.exceptions.BinanceAPIException, match="Unknown order sent"):
        await client.cancel_order(symbol="BTCUSDT", orderId=again["orderId"])
    return {
        "statuses": [order["status"] for order in (placed, amended, cancelled, filled)],
        "amended": (replaced["cancelResult"], known == [amended["orderId"]]),
        "fill": (trade["orderId"] == again["orderId"], trade["price"], trade["qty"], trade["isMaker"]),
    }


def test_python_binance_hears_of_the_market_and_its_account(perform: Perform) -> None:
    async def story(venue: Binance, places: Places | None) -> dict[str, Any]:
        async with python_binance(places) as client:
            sockets = binance.BinanceSocketManager(client)
            market, user = sockets.trade_socket("BTCUSDT"), sockets.user_socket()
            await market.__aenter__()
            take(venue)
            trade = await market.recv()
            await ended(market.__aexit__(None, None, None), by=lambda: take(venue))
            await user.__aenter__()
            order = await client.order_limit_buy(symbol="BTCUSDT", quantity="0.02", price="30000.00")
            heard = [await user.recv(), await user.recv()]
            fill(venue, order["clientOrderId"])
            heard += [await user.recv(), await user.recv()]
            await ended(client.close_connection(), by=lambda: venue.exchange.deposit("subject", "BTC", 1))
            return {
                "trade": trade["t"] in trade_ids(venue),
                "orders": [(event["x"], event["X"]) for event in heard[::2]],
                "balances": [{row["a"]: (row["f"], row["l"]) for row in event["B"]} for event in heard[1::2]],
            }

    assert perform(story) == {
        "trade": True,
        "orders": [("NEW", "NEW"), ("TRADE", "FILLED")],
        "balances": [
            {"BTC": ("10.00000000", "0.00000000"), "USDT": ("999400.00000000", "600.00000000")},
            {"BTC": ("10.01998000", "0.00000000"), "USDT": ("999400.00000000", "0.00000000")},
        ],
    }


async def ended(closing: Coroutine[Any, Any, None], by: Callable[[], None]) -> None:
    """This library's readers notice that they shall end after a message, or after ten seconds."""
    closed = asyncio.ensure_future(closing)
    await asyncio.sleep(0)  # it has begun
    by()
    await closed
