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

from fakes.instruments import Side
from fakes.venues.binance import Binance
from tests.fidelity.witness_stages import (
    BINANCE,
    Places,
    Story,
    ccxt_binance,
    python_binance,
    subscription,
    top,
)

ccxt_rest = pytest.importorskip("ccxt.async_support")
ccxt_pro = pytest.importorskip("ccxt.pro")
binance = pytest.importorskip("binance")

Perform = Callable[[Story[Binance, Any]], Any]
SYMBOLS = ["BTCUSDT", "ETHUSDT", "LTCBTC"]
PAIR = "BTC/USDT"
BTC_AFTER = 10.01998
"""After buying 0.02 as a maker, for a fee of a thousandth of it."""


@pytest.fixture(params=BINANCE.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return BINANCE.stages[request.param]


def rows(side: Any) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(str(price)), Decimal(str(quantity))) for price, quantity, *_ in side[:5]]


def trade_ids(venue: Binance) -> list[int]:
    return [trade.trade_id for trade in venue.exchange.trades("BTCUSDT")]


def take(venue: Binance) -> None:
    """A trade that everybody sees."""
    venue.counterparty.take("BTCUSDT", Side.BUY, 10)


def fill(venue: Binance, client_order_id: str) -> None:
    venue.counterparty.fill("subject", "BTCUSDT", client_order_id)


# --- ccxt.async_support -------------------------------------------------------------------------


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: Binance, places: Places | None) -> dict[str, Any]:
        async with ccxt_binance(ccxt_rest, places) as exchange:
            return {
                "markets": [market["id"] for market in (await exchange.load_markets()).values()],
                "book": await ccxt_book(exchange, venue),
                "trades": [int(trade["id"]) for trade in await exchange.fetch_trades(PAIR)],
                "last": (await exchange.fetch_ticker(PAIR))["last"] > 0,
                **await ccxt_orders(exchange, venue),
                "btc": (await exchange.fetch_balance())["BTC"]["total"],
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
        "statuses": ["open", "open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 30_000.0, 0.02, "maker"),
        "btc": BTC_AFTER,
    }


async def ccxt_book(exchange: Any, venue: Binance) -> bool:
    """The market goes on: compare when the answer is as new as the book."""
    while True:
        seen = await exchange.fetch_order_book(PAIR, 5)
        if seen["nonce"] == venue.exchange.depth("BTCUSDT").sequence:
            return [rows(seen["bids"]), rows(seen["asks"])] == top(venue)


async def ccxt_orders(exchange: Any, venue: Binance) -> dict[str, Any]:
    placed = await exchange.create_order(PAIR, "limit", "buy", 0.01, 30_000)
    amended = await exchange.edit_order(placed["id"], PAIR, "limit", "buy", 0.02, 30_000)
    known = [order["id"] for order in await exchange.fetch_open_orders(PAIR)]
    cancelled = await exchange.cancel_order(amended["id"], PAIR)
    again = await exchange.create_order(PAIR, "limit", "buy", 0.02, 30_000)
    fill(venue, again["clientOrderId"])
    filled = await exchange.fetch_order(again["id"], PAIR)
    [trade] = await exchange.fetch_my_trades(PAIR)
    with pytest.raises(ccxt_rest.OrderNotFound):
        await exchange.cancel_order(again["id"], PAIR)
    return {
        "statuses": [order["status"] for order in (placed, amended, cancelled, filled)],
        "amended": (amended["amount"], known == [amended["id"]]),
        "fill": (trade["order"] == again["id"], trade["price"], trade["amount"], trade["takerOrMaker"]),
    }


# --- ccxt.pro -----------------------------------------------------------------------------------


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: Binance, places: Places | None) -> dict[str, Any]:
        async with ccxt_binance(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            subscribed = subscription(venue, "btcusdt@trade")
            watching = asyncio.ensure_future(exchange.watch_trades(PAIR))
            await subscribed
            take(venue)
            return {
                "trades": [int(trade["id"]) for trade in await watching],
                "truth": trade_ids(venue),
                "book": await ccxt_pro_book(exchange, venue),
            }

    seen = perform(story)

    assert seen["trades"]
    assert set(seen["trades"]) <= set(seen["truth"])
    assert seen["book"]


async def ccxt_pro_book(exchange: Any, venue: Binance) -> bool:
    while True:
        seen = await exchange.watch_order_book(PAIR)
        if seen["nonce"] == venue.exchange.depth("BTCUSDT").sequence:
            return [rows(seen["bids"]), rows(seen["asks"])] == top(venue)


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
            while amended["id"] not in [order["id"] for order in exchange.orders]:
                await exchange.watch_orders(PAIR)
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
