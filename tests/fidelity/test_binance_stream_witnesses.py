"""Clients that trade on the real venue every day, unmodified and with their production URLs.

Where one of them cannot work with the quiet fake, the fake is wrong until the documents say otherwise.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from fakes.ledger import SessionClosed, Subscribed
from fakes.market.scripts import QUIET
from fakes.venues.binance.venue import Binance
from tests.unit.fakes.binance.binance_stage import KEY, SECRET, Stage, played

pytest.importorskip("ccxt.pro")
pytest.importorskip("binance")

Play = Callable[[Any, Binance], Awaitable[Any]]


def with_ccxt(play: Play) -> Any:
    import ccxt.pro

    async def story(stage: Stage) -> Any:
        exchange = ccxt.pro.binance({"apiKey": KEY, "secret": SECRET})
        # Leaves out futures: another venue.
        exchange.options |= {
            "fetchMarkets": {"types": ["spot"]},
            "fetchMargins": False,
            "fetchCurrencies": False,
        }
        try:
            return await play(exchange, stage.venue)
        finally:
            await exchange.close()

    return played(story, market=QUIET)


def with_python_binance(play: Play) -> Any:
    from binance import AsyncClient

    async def story(stage: Stage) -> Any:
        client = await AsyncClient.create(KEY, SECRET)
        try:
            return await play(client, stage.venue)
        finally:
            await client.close_connection()

    return played(story, market=QUIET)


@asynccontextmanager
async def user_socket(client: Any) -> AsyncIterator[Any]:
    from binance import BinanceSocketManager

    async with BinanceSocketManager(client).user_socket() as socket:
        yield socket


def best(venue: Binance, levels: int = 5) -> tuple[list[list[float]], list[list[float]]]:
    """The true book as clients write it."""
    instrument = venue.exchange.instrument("BTCUSDT")
    depth = venue.exchange.depth("BTCUSDT", levels)
    bids, asks = (
        [[float(instrument.price(ticks)), float(instrument.quantity(lots))] for ticks, lots in side]
        for side in (depth.bids, depth.asks)
    )
    return bids, asks


# --- ccxt.pro -----------------------------------------------------------------------------------


def test_ccxt_watches_trades() -> None:
    async def play(exchange: Any, venue: Binance) -> Any:
        seen = [trade for _ in range(5) for trade in await exchange.watch_trades("BTC/USDT")]
        truth = {trade.trade_id: trade.fact.ticks for trade in venue.exchange.trades("BTCUSDT")}
        return [(int(trade["id"]), round(trade["price"] * 100)) for trade in seen], truth

    seen, truth = with_ccxt(play)

    assert len(seen) >= 5
    assert [truth[number] for number, _ in seen] == [ticks for _, ticks in seen]


def test_ccxt_keeps_the_book_that_the_venue_has() -> None:
    async def play(exchange: Any, venue: Binance) -> Any:
        for _ in range(30):
            book = await exchange.watch_order_book("BTC/USDT")
            if book["nonce"] == venue.exchange.depth("BTCUSDT").sequence:
                compared = (book["bids"][:5], book["asks"][:5]), best(venue)
        return compared

    seen, truth = with_ccxt(play)

    assert [list(level[:2]) for side in seen for level in side] == [level for side in truth for level in side]


def test_ccxt_watches_an_order_from_placing_to_filling() -> None:
    async def play(exchange: Any, venue: Binance) -> Any:
        await exchange.load_markets()
        first = asyncio.ensure_future(exchange.watch_orders("BTC/USDT"))
        await asyncio.sleep(1)
        placed = await exchange.create_order("BTC/USDT", "limit", "buy", 0.001, 30_000)
        new = [(order["id"], order["status"]) for order in await first]  # ccxt will change these very objects
        venue.counterparty.fill("subject", "BTCUSDT", placed["clientOrderId"])
        [filled] = await exchange.watch_orders("BTC/USDT")
        return placed["id"], new, (filled["id"], filled["status"], filled["fee"])

    number, new, filled = with_ccxt(play)

    assert new == [(number, "open")]
    assert filled == (number, "closed", {"currency": "BTC", "cost": 1e-06})


def test_ccxt_watches_its_own_trades() -> None:
    async def play(exchange: Any, venue: Binance) -> Any:
        await exchange.load_markets()
        watched = asyncio.ensure_future(exchange.watch_my_trades("BTC/USDT"))
        await asyncio.sleep(1)
        placed = await exchange.create_order("BTC/USDT", "limit", "buy", 0.001, 30_000)
        venue.counterparty.fill("subject", "BTCUSDT", placed["clientOrderId"])
        [trade] = await watched
        return trade["price"], trade["amount"], trade["takerOrMaker"], trade["order"] == placed["id"]

    assert with_ccxt(play) == (30_000.0, 0.001, "maker", True)


def test_ccxt_watches_its_balance() -> None:
    async def play(exchange: Any, venue: Binance) -> Any:
        await exchange.load_markets()
        watched = asyncio.ensure_future(exchange.watch_balance())
        await asyncio.sleep(1)
        await exchange.create_order("BTC/USDT", "limit", "buy", 0.001, 30_000)
        return (await watched)["USDT"]

    assert with_ccxt(play) == {"free": 999_970.0, "used": 30.0, "total": 1_000_000.0}


def test_ccxt_watches_candles_and_tickers() -> None:
    async def play(exchange: Any, venue: Binance) -> Any:
        [candle] = await exchange.watch_ohlcv("BTC/USDT", "1m")
        ticker = await exchange.watch_ticker("BTC/USDT")
        tops = await exchange.watch_bids_asks(["BTC/USDT"])
        prices = [trade.ticks / 100 for trade in venue.exchange.trades("BTCUSDT")]
        return len(candle), ticker["last"] in prices, ticker["high"] == max(prices), list(tops)

    assert with_ccxt(play) == (6, True, True, ["BTC/USDT"])


def test_ccxt_trades_over_the_websocket_api() -> None:
    async def play(exchange: Any, venue: Binance) -> Any:
        await exchange.load_markets()
        placed = await exchange.create_order_ws("BTC/USDT", "limit", "buy", 0.001, 30_000)
        cancelled = await exchange.cancel_order_ws(placed["id"], "BTC/USDT")
        return placed["status"], cancelled["status"], cancelled["id"] == placed["id"]

    assert with_ccxt(play) == ("open", "canceled", True)


# --- python-binance -----------------------------------------------------------------------------


def test_python_binance_receives_trades() -> None:
    async def play(client: Any, venue: Binance) -> Any:
        from binance import BinanceSocketManager

        async with BinanceSocketManager(client).trade_socket("BTCUSDT") as socket:
            seen = [await socket.recv() for _ in range(5)]
        return [trade["t"] for trade in seen]

    first, *rest = with_python_binance(play)

    assert rest == [first + n for n in range(1, 5)]


def test_python_binance_receives_combined_streams() -> None:
    async def play(client: Any, venue: Binance) -> Any:
        from binance import BinanceSocketManager

        names = ["btcusdt@trade", "ethusdt@trade"]
        async with BinanceSocketManager(client).multiplex_socket(names) as socket:
            return [(await socket.recv())["stream"] for _ in range(20)]

    streams = with_python_binance(play)

    assert sorted(dict.fromkeys(streams)) == ["btcusdt@trade", "ethusdt@trade"]


def test_python_binance_caches_the_depth_that_the_venue_has() -> None:
    async def play(client: Any, venue: Binance) -> Any:
        from binance.ws.depthcache import DepthCacheManager

        compared = None
        async with DepthCacheManager(client, "BTCUSDT", ws_interval=100) as manager:
            for _ in range(30):
                cache = await manager.recv()
                if manager._last_update_id == venue.exchange.depth("BTCUSDT").sequence:
                    compared = (cache.get_bids()[:5], cache.get_asks()[:5]), best(venue)
        return compared

    seen, truth = with_python_binance(play)

    assert seen == truth


def test_python_binance_hears_of_its_orders() -> None:
    async def play(client: Any, venue: Binance) -> Any:
        async with user_socket(client) as socket:
            order = await client.order_limit_buy(symbol="BTCUSDT", quantity="0.001", price="30000.00")
            venue.counterparty.fill("subject", "BTCUSDT", order["clientOrderId"])
            events = [await socket.recv() for _ in range(4)]
        return [(event["e"], event.get("x")) for event in events]

    assert with_python_binance(play) == [
        ("executionReport", "NEW"),
        ("outboundAccountPosition", None),
        ("executionReport", "TRADE"),
        ("outboundAccountPosition", None),
    ]


def test_python_binance_trades_over_the_websocket_api() -> None:
    async def play(client: Any, venue: Binance) -> Any:
        order = await client.ws_create_order(
            symbol="BTCUSDT", side="BUY", type="LIMIT", timeInForce="GTC", quantity="0.001", price="30000.00"
        )
        gone = await client.ws_cancel_order(symbol="BTCUSDT", orderId=order["orderId"])
        return order["status"], gone["status"]

    assert with_python_binance(play) == ("NEW", "CANCELED")


# --- both ---------------------------------------------------------------------------------------


def test_a_witness_that_only_listens_stays_connected_for_an_hour() -> None:
    async def play(client: Any, venue: Binance) -> Any:
        from binance import BinanceSocketManager

        loop = asyncio.get_running_loop()
        async with BinanceSocketManager(client).trade_socket("BTCUSDT") as socket:
            until_s = loop.time() + 3600
            while loop.time() < until_s:
                await socket.recv()
            ends = [entry.fact for entry in venue.ledger.of(SessionClosed)]
            subscriptions = [entry.fact.stream for entry in venue.ledger.of(Subscribed)]
        return ends, subscriptions

    assert with_python_binance(play) == ([], ["btcusdt@trade"])
