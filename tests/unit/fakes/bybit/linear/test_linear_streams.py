"""What is told of contracts, and what befalls positions (BYB-75, BYB-76, BYB-86, BYB-90)."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from decimal import Decimal
from typing import Any, TypeVar

from fakes.instruments import BUY, SELL
from fakes.ledger import FundingPaid
from fakes.market.script import MarketScript
from fakes.market.scripts import QUIET, SILENT
from fakes.venue import Key
from fakes.venues.bybit.linear import BybitLinear
from tests.unit.fakes.bybit.bybit_caller import API_KEY, SECRET
from tests.unit.fakes.bybit.ws_stage import Stage, played

T = TypeVar("T")
ALL = ("execution", "order", "wallet", "position")
PUBLIC = "public/linear"


def staged(
    story: Callable[[Stage], Awaitable[T]], market: MarketScript = SILENT, dollars: int = 1_000_000
) -> T:
    key = Key(api_key=API_KEY, secret=SECRET, balances={"USDT": Decimal(dollars)})
    return played(story, market=market, venue_class=BybitLinear, keys=[key])


def fill(stage: Stage, name: str) -> None:
    stage.venue.counterparty.fill("subject", "BTCUSDT", name)


def test_an_order_and_its_fill_move_the_position() -> None:
    async def story(stage: Stage) -> list[Any]:
        async with stage.listening(*ALL) as client:
            await stage.place(orderLinkId="mine", price="59000.0")
            placed = await client.messages(3)
            fill(stage, "mine")
            return [*placed, *await client.messages(4)]

    told = staged(story, QUIET)
    assert [message["topic"] for message in told] == [
        *("order", "wallet", "position"),
        *("execution", "order", "wallet", "position"),
    ]
    before, after = told[2]["data"][0], told[6]["data"][0]
    assert (before["side"], before["size"], before["seq"]) == ("", "0", -1)
    assert (after["side"], after["size"], after["entryPrice"]) == ("Buy", "0.010", "59000")
    assert after["category"] == "linear"
    assert "avgPrice" not in after
    execution = told[3]["data"][0]
    assert (execution["execPnl"], execution["feeCurrency"]) == ("0", "USDT")


def test_leverage_is_told() -> None:
    async def story(stage: Stage) -> Any:
        async with stage.listening("position.linear") as client:
            venue = stage.venue
            assert isinstance(venue, BybitLinear)
            venue.exchange.contracts.set_leverage("subject", "BTCUSDT", 3)
            venue._tell_position("subject", "BTCUSDT")
            return await client.message()

    [row] = staged(story)["data"]
    assert row["leverage"] == "3"


def test_funding_is_paid_at_its_hour() -> None:
    async def story(stage: Stage) -> Any:
        await stage.place(orderLinkId="mine", price="59000.0")
        fill(stage, "mine")
        await stage.until(9 * 3_600)
        return [entry.at_s for entry in stage.venue.ledger.of(FundingPaid)], time.time()

    paid, now_s = staged(story)
    opened_s = now_s - 9 * 3_600
    assert 1 <= len(paid) <= 2
    assert all(abs((opened_s + at_s + 1) % (8 * 3_600) - 1) < 0.5 for at_s in paid)


def test_funding_is_told_as_an_execution() -> None:
    async def story(stage: Stage) -> list[Any]:
        async with stage.listening(*ALL) as client:
            await stage.place(orderLinkId="mine", price="59000.0")
            fill(stage, "mine")
            await client.messages(7)
            stage.venue.exchange.contracts.fund("BTCUSDT")
            return await client.messages(3)

    told = staged(story)
    assert sorted(message["topic"] for message in told) == ["execution", "position", "wallet"]
    [row] = next(message["data"] for message in told if message["topic"] == "execution")
    assert (row["execType"], row["execQty"], row["feeRate"]) == ("Funding", "0.010", "0.0001")


def test_tickers_begin_whole_and_tell_then_what_changed() -> None:
    async def story(stage: Stage) -> list[Any]:
        async with stage.connected(PUBLIC) as client:
            reply = await client.subscribe("tickers.BTCUSDT")
            assert reply["success"], reply
            return await client.messages(3)

    first, *later = staged(story, QUIET)
    assert (first["type"], [each["type"] for each in later]) == ("snapshot", ["delta", "delta"])
    assert {"markPrice", "bid1Price", "fundingRate", "openInterest"} <= set(first["data"])
    assert all(len(each["data"]) < len(first["data"]) and "symbol" in each["data"] for each in later)


def test_trades_say_where_the_price_went() -> None:
    async def story(stage: Stage) -> Any:
        async with stage.connected(PUBLIC) as client:
            await client.subscribe("publicTrade.BTCUSDT")
            return await client.until("publicTrade.BTCUSDT")

    [row, *_] = staged(story, QUIET)["data"]
    assert row["L"] in ("PlusTick", "MinusTick", "ZeroPlusTick", "ZeroMinusTick")
    assert row["i"].count("-") == 4


def test_the_first_trade_of_a_market_went_level() -> None:
    async def story(stage: Stage) -> Any:
        stage.venue.list_symbol("SOLUSDT")
        async with stage.connected(PUBLIC) as client:
            await client.subscribe("publicTrade.SOLUSDT")
            stage.venue.counterparty.quote("SOLUSDT", SELL, 10_000, 10)
            stage.venue.counterparty.take("SOLUSDT", BUY, 10)
            return await client.until("publicTrade.SOLUSDT")

    [row] = staged(story)["data"]
    assert (row["L"], row["p"]) == ("ZeroPlusTick", "1000.0")


def test_a_topic_of_a_market_that_there_is_not() -> None:
    async def story(stage: Stage) -> Any:
        async with stage.connected(PUBLIC) as client:
            return await client.subscribe("tickers.NOPE")

    reply = staged(story)
    assert (reply["success"], reply["ret_msg"]) == (False, "error:handler not found,topic:tickers.NOPE")


def test_who_has_no_margin_left_is_closed() -> None:
    async def story(stage: Stage) -> Any:
        venue = stage.venue
        async with stage.listening("order") as client:
            venue.exchange.contracts.set_leverage("subject", "BTCUSDT", 100)
            await stage.place(orderLinkId="mine", qty="0.1", price="59000.0")
            fill(stage, "mine")
            venue.counterparty.quote("BTCUSDT", BUY, 550_000, 1_000)
            lots = sum(lots for _, lots in venue.exchange.depth("BTCUSDT", 1_000).bids)
            venue.counterparty.take("BTCUSDT", SELL, lots - 500)
            while True:
                async with asyncio.timeout(60):
                    message = await client.until("order")
                if message["data"][0]["createType"] == "CreateByLiq":
                    return message["data"][0]

    row = staged(story, QUIET, dollars=100)
    assert (row["side"], row["reduceOnly"], row["orderType"]) == ("Sell", True, "Market")
