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

from fakes.instruments import Side
from fakes.venues.kraken import Kraken
from tests.fidelity.witness_stages import KRAKEN, Places, Story, ccxt_kraken, subscription, top

ccxt_rest = pytest.importorskip("ccxt.async_support")
ccxt_pro = pytest.importorskip("ccxt.pro")

Perform = Callable[[Story[Kraken, Any]], Any]
PAIR = "BTC/USDT"
MARKETS = {"BTC/USDT": "XBTUSDT", "ETH/USDT": "ETHUSDT", "LTC/BTC": "XLTCXXBT"}
LOT, ON_REST = Decimal("0.00000001"), Decimal("0.001")
AFTER = {"BTC": 10.02, "USDT": 999_398.5}
"""After buying 0.02 at 30000 as a maker, for a fee of a quarter of a hundredth of it."""


@pytest.fixture(params=KRAKEN.stages)
def perform(request: pytest.FixtureRequest) -> Perform:
    return KRAKEN.stages[request.param]


def rows(side: Any) -> list[tuple[Decimal, Decimal]]:
    return [(Decimal(str(price)), Decimal(str(quantity))) for price, quantity, *_ in side[:5]]


def trade_ids(venue: Kraken) -> list[int]:
    return [trade.trade_id for trade in venue.exchange.trades("BTCUSDT")]


def take(venue: Kraken) -> None:
    """A trade that everybody sees."""
    venue.counterparty.take("BTCUSDT", Side.BUY, 10)


async def the_venues_book(venue: Kraken, ask: Callable[[], Any], shown: Decimal = LOT) -> bool:
    """The market goes on and its books have no numbers here: they agree if they do at one moment.

    `shown`: what the venue shows of a quantity; what is less than that it leaves out.
    """
    for _ in range(20):
        seen = await ask()
        pairs = [
            pair
            for side, truth in zip((seen["bids"], seen["asks"]), top(venue), strict=True)
            for pair in zip(rows(side), truth, strict=True)
        ]
        if all(price == true and 0 <= held - told < shown for (price, told), (true, held) in pairs):
            return True
    return False


# --- ccxt.async_support -------------------------------------------------------------------------


def test_ccxt_trades(perform: Perform) -> None:
    async def story(venue: Kraken, places: Places | None) -> dict[str, Any]:
        async with ccxt_kraken(ccxt_rest, places) as exchange:
            return {
                "status": (await exchange.fetch_status())["status"],
                "markets": {name: market["id"] for name, market in (await exchange.load_markets()).items()},
                "book": await the_venues_book(venue, lambda: exchange.fetch_order_book(PAIR, 5), ON_REST),
                "trades": [int(trade["id"]) for trade in await exchange.fetch_trades(PAIR)],
                "last": (await exchange.fetch_ticker(PAIR))["last"] > 0,
                "candle": len((await exchange.fetch_ohlcv(PAIR, "1m"))[0]),
                **await ccxt_orders(exchange, venue),
                "balance": (await exchange.fetch_balance())["total"],
                "truth": trade_ids(venue),
            }

    seen = perform(story)

    trades, truth = seen.pop("trades"), seen.pop("truth")
    assert trades
    assert trades == truth[: len(trades)]
    assert seen == {
        "status": "ok",
        "markets": MARKETS,
        "book": True,
        "last": True,
        "candle": 6,
        "statuses": ["open", "canceled", "closed"],
        "amended": (0.02, True),
        "fill": (True, 30_000.0, 0.02, "maker", {"currency": "USDT", "cost": 1.5}),
        "balance": AFTER,
    }


async def ccxt_orders(exchange: Any, venue: Kraken) -> dict[str, Any]:
    placed = await exchange.create_order(PAIR, "limit", "buy", 0.01, 30_000)
    await exchange.edit_order(placed["id"], PAIR, "limit", "buy", 0.02, 30_000)
    [amended] = await exchange.fetch_open_orders(PAIR)
    await exchange.cancel_order(placed["id"], PAIR)
    cancelled = await exchange.fetch_order(placed["id"], PAIR)
    again = await exchange.create_order(PAIR, "limit", "buy", 0.02, 30_000, {"clientOrderId": "mine"})
    venue.counterparty.fill("subject", "BTCUSDT", "mine")
    filled = await exchange.fetch_order(again["id"], PAIR)
    [trade] = await exchange.fetch_my_trades(PAIR)
    with pytest.raises(ccxt_rest.OrderNotFound):
        await exchange.cancel_order(again["id"], PAIR)
    return {
        "statuses": [order["status"] for order in (amended, cancelled, filled)],
        "amended": (amended["amount"], amended["id"] == placed["id"]),
        "fill": (
            trade["order"] == again["id"],
            trade["price"],
            trade["amount"],
            trade["takerOrMaker"],
            {name: trade["fee"][name] for name in ("currency", "cost")},
        ),
    }


def test_ccxt_reads_the_refusals(perform: Perform) -> None:
    """Each text becomes the exception that it is for."""

    async def story(venue: Kraken, places: Places | None) -> list[str]:
        async with ccxt_kraken(ccxt_rest, places) as exchange:
            await exchange.load_markets()
            raised = []
            for amount, price, params in (
                (1_000, 60_000, {}),
                (0.01, 30_000, {"clientOrderId": "same"}),
                (0.01, 30_000, {"clientOrderId": "same"}),
                (0.01, 30_000, {"deadline": "2020-01-01T00:00:00Z"}),
            ):
                try:
                    await exchange.create_order(PAIR, "limit", "buy", amount, price, params)
                    raised.append("")
                except ccxt_rest.BaseError as error:
                    raised.append(type(error).__name__)
            exchange.apiKey = "nobody"
            with pytest.raises(ccxt_rest.AuthenticationError):
                await exchange.fetch_balance()
            return raised

    assert perform(story) == ["InsufficientFunds", "", "ExchangeError", "ExchangeError"]


# --- ccxt.pro -----------------------------------------------------------------------------------


def test_ccxt_pro_follows_the_market(perform: Perform) -> None:
    async def story(venue: Kraken, places: Places | None) -> dict[str, Any]:
        async with ccxt_kraken(ccxt_pro, places) as exchange:
            await exchange.load_markets()
            subscribed = subscription(venue, "trade:BTCUSDT")
            watching = asyncio.ensure_future(exchange.watch_trades(PAIR))
            await subscribed
            take(venue)
            trades = [int(trade["id"]) for trade in await watching]
            return {
                "trades": trades != [] and set(trades) <= set(trade_ids(venue)),
                "book": await the_venues_book(venue, lambda: exchange.watch_order_book(PAIR)),
                "ticker": (await exchange.watch_ticker(PAIR))["last"] > 0,
                "tickers": sorted(await exchange.watch_tickers([PAIR])),
                "tops": sorted(await exchange.watch_bids_asks([PAIR])),
                "candle": [len(candle) for candle in await exchange.watch_ohlcv(PAIR, "1m")][:1],
            }

    assert perform(story) == {
        "trades": True,
        "book": True,
        "ticker": True,
        "tickers": [PAIR],
        "tops": [PAIR],
        "candle": [6],
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
            venue.counterparty.fill("subject", "BTCUSDT", again["id"])
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


async def seen_as(exchange: Any, order_id: str, name: str, value: object) -> None:
    """Once its stream has told so; what it told before anybody asked is in its cache."""
    while value not in [order[name] for order in exchange.orders if order["id"] == order_id]:
        await exchange.watch_orders()
