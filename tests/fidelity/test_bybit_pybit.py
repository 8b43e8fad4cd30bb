"""pybit, the venue's own client, unmodified and under production names: it blocks and has threads."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from decimal import Decimal
from typing import Any

import pytest

from fakes.venues.bybit import Bybit
from tests.fidelity.bybit_witnesses import BYBIT
from tests.fidelity.witness_stages import Places, fill, take, top, trade_ids

pybit = pytest.importorskip("pybit.unified_trading")
exceptions = pytest.importorskip("pybit.exceptions")

KEY = {"api_key": BYBIT.account.api_key, "api_secret": BYBIT.account.secret}
ORDER = {
    "category": "spot",
    "symbol": "BTCUSDT",
    "side": "Buy",
    "orderType": "Limit",
    "qty": "0.01",
    "price": "30000",
}
WITHIN_S = 10.0


def played(client: Callable[[Bybit, Callable[..., Any]], Any]) -> Any:
    """`client` runs in a thread of its own; what it does to the venue, it asks the venue's loop to do."""

    async def story(venue: Bybit, _: Places | None) -> Any:
        loop = asyncio.get_running_loop()

        def there(work: Callable[..., Any], *arguments: Any) -> Any:
            async def done() -> Any:
                return work(*arguments)

            return asyncio.run_coroutine_threadsafe(done(), loop).result(WITHIN_S)

        ended: asyncio.Future[Any] = loop.create_future()

        def run() -> None:
            try:
                result = client(venue, there)
            except BaseException as error:
                loop.call_soon_threadsafe(ended.set_exception, error)
            else:
                loop.call_soon_threadsafe(ended.set_result, result)

        # Not one that a process waits for: where its reader has died, closing this client never ends.
        threading.Thread(target=run, daemon=True).start()
        return await ended

    return BYBIT.under_its_names(story)


@contextmanager
def listening(channel: str, **settings: Any) -> Iterator[tuple[Any, "queue.Queue[Mapping[str, Any]]"]]:
    """Its socket client, and what it hears."""
    heard: queue.Queue[Mapping[str, Any]] = queue.Queue()
    client = pybit.WebSocket(testnet=False, channel_type=channel, **settings)
    try:
        yield client, heard
    finally:
        client.exit()


def until(heard: "queue.Queue[Mapping[str, Any]]", wanted: Callable[[Mapping[str, Any]], bool]) -> Any:
    while True:
        message = heard.get(timeout=WITHIN_S)
        if wanted(message):
            return message


def best(book: Mapping[str, Any]) -> list[Decimal]:
    """Of the client's own book, which it does not keep sorted."""
    bids, asks = ([Decimal(price) for price, _ in book[side]] for side in ("b", "a"))
    return [max(bids), min(asks)]


def test_it_trades_over_rest() -> None:
    def client(venue: Bybit, there: Callable[..., Any]) -> dict[str, Any]:
        session = pybit.HTTP(testnet=False, **KEY)
        time = session.get_server_time()["result"]
        markets = session.get_instruments_info(category="spot")["result"]["list"]
        book = session.get_orderbook(category="spot", symbol="BTCUSDT", limit=5)["result"]
        placed = session.place_order(**ORDER, orderLinkId="mine")["result"]
        session.amend_order(category="spot", symbol="BTCUSDT", orderId=placed["orderId"], qty="0.02")
        [opened] = session.get_open_orders(category="spot", symbol="BTCUSDT")["result"]["list"]
        cancelled = session.cancel_order(category="spot", symbol="BTCUSDT", orderLinkId="mine")["result"]
        [ended] = session.get_order_history(category="spot", orderId=placed["orderId"])["result"]["list"]
        session.place_order(**ORDER, orderLinkId="another")
        there(fill, venue, "another")
        [execution] = session.get_executions(category="spot", symbol="BTCUSDT")["result"]["list"]
        coins = session.get_wallet_balance(accountType="UNIFIED")["result"]["list"][0]["coin"]
        refusals = []
        for change in ({"qty": "0.000001"}, {"orderLinkId": "mine"}, {"qty": "80"}):
            with pytest.raises(exceptions.InvalidRequestError) as caught:
                session.place_order(**{**ORDER, **change})
            refusals.append(caught.value.status_code)
        session.client.close()
        return {
            "time": len(time["timeNano"]),
            "markets": [market["symbol"] for market in markets],
            "book": (len(book["b"]), len(book["a"])),
            "amended": opened["qty"],
            "cancelled": cancelled["orderId"] == placed["orderId"],
            "ended": (ended["orderStatus"], ended["cumExecQty"]),
            "execution": (execution["orderLinkId"], execution["execPrice"], execution["isMaker"]),
            "held": {coin["coin"]: coin["walletBalance"] for coin in coins},
            "refusals": refusals,
        }

    assert played(client) == {
        "time": 19,
        "markets": ["BTCUSDT", "ETHUSDT", "LTCBTC"],
        "book": (5, 5),
        "amended": "0.02",
        "cancelled": True,
        "ended": ("Cancelled", "0"),
        "execution": ("another", "30000", True),
        "held": {"BTC": "10.00999", "USDT": "999700"},
        "refusals": [170136, 170141, 170131],
    }


def test_it_hears_of_the_market() -> None:
    def client(venue: Bybit, there: Callable[..., Any]) -> dict[str, Any]:
        with listening("spot") as (market, heard):
            market.orderbook_stream(depth=50, symbol="BTCUSDT", callback=heard.put)
            book = until(heard, lambda message: message["topic"] == "orderbook.50.BTCUSDT")["data"]
            market.trade_stream(symbol="BTCUSDT", callback=heard.put)
            market.ticker_stream(symbol="BTCUSDT", callback=heard.put)
            ticker = until(heard, lambda message: message["topic"] == "tickers.BTCUSDT")["data"]
            there(take, venue)
            trades = until(heard, lambda message: message["topic"] == "publicTrade.BTCUSDT")["data"]
            while best(book) != [side[0][0] for side in there(top, venue, 1)]:
                book = until(heard, lambda message: message["topic"] == "orderbook.50.BTCUSDT")["data"]
            return {
                "ticker": float(ticker["lastPrice"]) > 0,
                "trade": int(trades[-1]["i"]) in there(trade_ids, venue),
            }

    assert played(client) == {"ticker": True, "trade": True}


def test_it_hears_of_its_orders_and_trades_over_the_socket() -> None:
    def client(venue: Bybit, there: Callable[..., Any]) -> dict[str, Any]:
        answers: queue.Queue[Mapping[str, Any]] = queue.Queue()
        with listening("private", **KEY) as (private, heard):
            private.order_stream(callback=heard.put)
            private.execution_stream(callback=heard.put)
            private.wallet_stream(callback=heard.put)
            trading = pybit.WebSocketTrading(testnet=False, **KEY)
            try:
                trading.place_order(answers.put, **ORDER, orderLinkId="mine")
                placed = until(answers, lambda answer: answer["op"] == "order.create")
                new = until(heard, lambda message: message["topic"] == "order")["data"][0]
                there(fill, venue, "mine")
                execution = until(heard, lambda message: message["topic"] == "execution")["data"][0]
                filled = until(heard, lambda message: message["topic"] == "order")["data"][0]
                wallet = until(heard, lambda message: message["topic"] == "wallet")["data"][0]
            finally:
                trading.exit()
        return {
            "placed": (placed["retCode"], placed["data"]["orderId"] == new["orderId"]),
            "new": (new["orderStatus"], new["orderLinkId"]),
            "execution": (execution["execQty"], execution["execType"]),
            "filled": (filled["orderStatus"], filled["cumExecQty"]),
            "coins": sorted(coin["coin"] for coin in wallet["coin"]),
        }

    assert played(client) == {
        "placed": (0, True),
        "new": ("New", "mine"),
        "execution": ("0.01", "Trade"),
        "filled": ("Filled", "0.01"),
        "coins": ["BTC", "USDT"],
    }
