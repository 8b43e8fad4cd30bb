"""Public connections: subscribing, books, trades, tickers, candles, silence (BYB-63 to BYB-78)."""

import asyncio
from decimal import Decimal
from typing import Any

import pytest

from fakes.instruments import Side
from fakes.ledger import SessionClosed, SessionRefused, Subscribed, Unsubscribed
from fakes.market.scripts import QUIET
from tests.unit.fakes.bybit.ws_stage import EMPTY, STATUS, Client, Stage, played

BOOK = "orderbook.50.BTCUSDT"


class Book:
    """As a client keeps it by the documented rule."""

    def __init__(self) -> None:
        self.sides: dict[str, dict[str, str]] = {"b": {}, "a": {}}
        self.u = 0

    def take(self, message: Any) -> None:
        data = message["data"]
        if message["type"] == "snapshot":
            self.sides = {side: dict(data[side]) for side in ("b", "a")}
        else:
            assert data["u"] == self.u + 1
            for side in ("b", "a"):
                for price, size in data[side]:
                    if size == "0":
                        del self.sides[side][price]
                    else:
                        self.sides[side][price] = size
        self.u = data["u"]

    def best(self, count: int) -> list[list[tuple[Decimal, Decimal]]]:
        bids = sorted(((Decimal(p), Decimal(q)) for p, q in self.sides["b"].items()), reverse=True)
        asks = sorted((Decimal(p), Decimal(q)) for p, q in self.sides["a"].items())
        return [bids[:count], asks[:count]]


def truth(stage: Stage, levels: int) -> list[list[tuple[Decimal, Decimal]]]:
    instrument = stage.venue.exchange.instrument("BTCUSDT")
    depth = stage.venue.exchange.depth("BTCUSDT", levels)
    return [
        [(instrument.price(ticks), instrument.quantity(lots)) for ticks, lots in side]
        for side in (depth.bids, depth.asks)
    ]


def quote(stage: Stage, side: Side, ticks: int, lots: int) -> None:
    stage.venue.counterparty.quote("BTCUSDT", side, ticks, lots)


@pytest.mark.parametrize("depth", [50, 200, 1000])
def test_a_book_is_the_venues_after_each_message(depth: int) -> None:
    async def story(stage: Stage) -> int:
        book, agreed = Book(), 0
        async with stage.connected() as client:
            assert (await client.subscribe(f"orderbook.{depth}.BTCUSDT"))["success"]
            for _ in range(60):
                message = await client.message()
                book.take(message)
                assert max(map(len, book.sides.values())) <= depth
                if message["data"]["seq"] == stage.venue.exchange.depth("BTCUSDT", 1).sequence:
                    assert book.best(depth) == truth(stage, depth)
                    agreed += 1
        return agreed

    assert played(story, market=QUIET) > 30


def test_what_leaves_the_depth_is_told_as_gone_and_in_order() -> None:
    async def story(stage: Stage) -> Any:
        for distance in range(50):
            quote(stage, Side.BUY, 600_000 - 10 * distance, 1_000)
        async with stage.connected() as client:
            await client.subscribe(BOOK)
            await client.until(BOOK)
            quote(stage, Side.BUY, 600_005, 2_000)
            quote(stage, Side.SELL, 600_100, 3_000)
            return (await client.until(BOOK))["data"]

    told = played(story, market=EMPTY)
    assert told["b"] == [["60000.5", "0.002"], ["59951", "0"]]
    assert told["a"] == [["60010", "0.003"]]


def test_the_best_level_comes_whole_and_again_after_three_seconds() -> None:
    async def story(stage: Stage) -> list[Any]:
        quote(stage, Side.BUY, 600_000, 1_000)
        async with stage.connected() as client:
            await client.subscribe("orderbook.1.BTCUSDT")
            first = await client.message()
            again = await client.message()
            quote(stage, Side.BUY, 600_001, 1_000)
            return [first, again, await client.message()]

    first, again, changed = played(story)
    assert [each["type"] for each in (first, again, changed)] == ["snapshot"] * 3
    assert again["data"] == first["data"]
    assert again["ts"] - first["ts"] == 3_000
    assert changed["data"]["u"] == first["data"]["u"] + 1
    assert changed["data"]["b"] == [["60000.1", "0.001"]]


def test_numbers_go_on_when_nobody_listened_meanwhile() -> None:
    async def story(stage: Stage) -> tuple[int, int]:
        numbers = []
        for _ in range(2):
            async with stage.connected() as client:
                await client.subscribe(BOOK)
                last = 0
                for _ in range(10):
                    last = (await client.until(BOOK))["data"]["u"]
                numbers.append(last)
        return numbers[0], numbers[1]

    first, second = played(story, market=QUIET)
    assert second == first + 9


def test_a_full_book_begins_with_a_question_over_rest() -> None:
    """BYB-96."""

    async def story(stage: Stage) -> bool:
        book = Book()
        url = "https://api.bybit.com/v5/market/full_orderbook?category=spot&symbol=BTCUSDT"
        async with stage.connected() as client:
            await client.subscribe("orderbook.full.BTCUSDT")
            buffered = [await client.message() for _ in range(3)]
            async with stage.http.get(url) as answer:
                whole = (await answer.json())["result"]
            book.take({"type": "snapshot", "data": whole})
            for message in [*buffered, *[await client.message() for _ in range(20)]]:
                assert message["type"] == "delta"
                if message["data"]["u"] > book.u:
                    book.take(message)
            while message["data"]["seq"] != stage.venue.exchange.depth("BTCUSDT", 1).sequence:
                message = await client.message()
                book.take(message)
            return book.best(10_000) == truth(stage, 10_000)

    assert played(story, market=QUIET)


def test_trades_are_told_at_once_with_the_takers_side() -> None:
    async def story(stage: Stage) -> Any:
        quote(stage, Side.SELL, 600_000, 1_000)
        quote(stage, Side.SELL, 600_001, 1_000)
        async with stage.connected() as client:
            await client.subscribe("publicTrade.BTCUSDT")
            stage.venue.counterparty.take("BTCUSDT", Side.BUY, 1_500)
            message = await client.message()
            return message, [trade.trade_id for trade in stage.venue.exchange.trades("BTCUSDT")[1:]]

    message, ids = played(story, market=EMPTY)
    assert [(row["p"], row["v"], row["S"]) for row in message["data"]] == [
        ("60000", "0.001", "Buy"),
        ("60000.1", "0.0005", "Buy"),
    ]
    assert [int(row["i"]) for row in message["data"]] == ids
    assert len(dict.fromkeys(row["seq"] for row in message["data"])) == 1


def test_a_great_many_trades_come_in_several_messages() -> None:
    async def story(stage: Stage) -> list[int]:
        for step in range(1_100):
            quote(stage, Side.SELL, 600_000 + step, 10)
        async with stage.connected() as client:
            await client.subscribe("publicTrade.BTCUSDT")
            stage.venue.counterparty.take("BTCUSDT", Side.BUY, 11_000)
            return [len((await client.message())["data"]) for _ in range(2)]

    assert played(story, market=EMPTY) == [1_024, 76]


def test_a_candle_closes_with_a_word_and_the_next_begins() -> None:
    async def story(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await client.subscribe("kline.1.BTCUSDT")
            return [(await client.message())["data"][0] for _ in range(3)]

    first, closed, following = played(story, market=EMPTY)
    assert (first["confirm"], closed["confirm"], following["confirm"]) == (False, True, False)
    assert closed["end"] == first["end"] == following["start"] - 1
    assert closed["volume"] == first["volume"] != "0"
    assert (following["volume"], following["open"]) == ("0", "60000")


def test_a_ticker_is_told_whole_after_trades() -> None:
    async def story(stage: Stage) -> Any:
        quote(stage, Side.SELL, 600_000, 1_000)
        async with stage.connected() as client:
            await client.subscribe("tickers.BTCUSDT")
            first = await client.message()
            stage.venue.counterparty.take("BTCUSDT", Side.BUY, 500)
            return [first, await client.message()]

    first, message = played(story, market=EMPTY)
    assert list(message) == ["topic", "ts", "type", "cs", "data"]
    before, after = (Decimal(each["data"]["volume24h"]) for each in (first, message))
    assert (message["data"]["lastPrice"], after - before) == ("60000", Decimal("0.0005"))
    assert message["ts"] % 50 == 0


@pytest.mark.parametrize(
    ("topics", "text"),
    [
        (["orderbook.20.BTCUSDT"], "error:handler not found,topic:orderbook.20.BTCUSDT"),
        (["orderbook.50.NOPE"], "Invalid symbol :[orderbook.50.NOPE]"),
        (["publicTrade.BTCUSDT", "guess.BTCUSDT"], "error:handler not found,topic:guess.BTCUSDT"),
        (["kline.2.BTCUSDT"], "error:handler not found,topic:kline.2.BTCUSDT"),
        (["order"], "error:handler not found,topic:order"),
        ([], "Params Error"),
        ([1], "Params Error"),
        ([f"orderbook.50.{name}" for name in "ABCDEFGHIJK"], "args size >10"),
    ],
)
def test_one_bad_topic_refuses_all(topics: list[Any], text: str) -> None:
    async def story(stage: Stage) -> Any:
        async with stage.connected() as client:
            return await client.ask(op="subscribe", args=topics, req_id=7), stage.facts(Subscribed)

    reply, subscribed = played(story)
    assert (reply["success"], reply["ret_msg"], reply["req_id"]) == (False, text, 7)
    assert subscribed == []


def test_a_topic_is_subscribed_to_once() -> None:
    async def story(stage: Stage) -> str:
        async with stage.connected() as client:
            await client.subscribe("publicTrade.BTCUSDT")
            return str((await client.subscribe("publicTrade.BTCUSDT"))["ret_msg"])

    assert played(story) == "error:already subscribed,topic:publicTrade.BTCUSDT"


def test_unsubscribed_it_falls_silent() -> None:
    async def story(stage: Stage) -> tuple[Any, int]:
        async with stage.connected() as client:
            await client.subscribe("publicTrade.BTCUSDT")
            await client.send(op="unsubscribe", args=["publicTrade.BTCUSDT"], req_id="u")
            while (reply := await client.message()).get("req_id") != "u":
                pass
            try:
                async with asyncio.timeout(30.0):
                    await client.message()
            except TimeoutError:
                return reply, len(stage.facts(Unsubscribed))
            return reply, -1

    reply, ended = played(story, market=QUIET)
    assert (reply["success"], reply["op"], ended) == (True, "unsubscribe", 1)


@pytest.mark.parametrize(
    ("text", "told"), [("hello", "Failed to decode incoming data"), ('{"op":"nope"}', "error:invalid op")]
)
def test_what_is_no_request_is_refused_and_the_connection_stays(text: str, told: str) -> None:
    async def story(stage: Stage) -> tuple[str, str]:
        async with stage.connected() as client:
            await client.socket.send_str(text)
            refused = await client.message()
            return refused["ret_msg"], (await client.ask(op="ping", req_id="p"))["ret_msg"]

    assert played(story) == (told, "pong")


def test_who_neither_pings_nor_hears_is_cut_after_ten_minutes() -> None:
    async def story(stage: Stage) -> float:
        async with stage.connected() as client:
            await _end(client)
        [closed] = [e for e in stage.venue.ledger.of(SessionClosed)]
        assert (closed.fact.by_venue, closed.fact.code) == (True, None)
        return closed.at_s

    assert played(story) == pytest.approx(600.0, abs=1.0)


def test_pings_keep_a_connection_and_so_do_data() -> None:
    async def story(stage: Stage) -> int:
        async with stage.connected() as pinging, stage.connected() as hearing:
            await hearing.subscribe("orderbook.1.BTCUSDT")
            for _ in range(35):
                await asyncio.sleep(20.0)
                await pinging.ask(op="ping")
        return sum(fact.by_venue for fact in stage.facts(SessionClosed))

    assert played(story) == 0


def test_so_many_connections_are_made_in_five_minutes() -> None:
    async def story(stage: Stage) -> list[int]:
        for _ in range(3):
            async with stage.connected():
                pass
        with pytest.raises(Exception, match="429"):
            async with stage.connected():
                pass
        await stage.until(301.0)
        async with stage.connected():
            pass
        return [fact.status for fact in stage.facts(SessionRefused)]

    assert played(story, limits={"connections": 3}) == [429]


def test_other_paths_are_no_doors() -> None:
    async def story(stage: Stage) -> None:
        for path in ("public/linear", "public/option", "v3/private"):
            with pytest.raises(Exception, match="404"):
                async with stage.connected(path):
                    pass

    played(story)


def test_the_state_of_the_system_can_be_subscribed_to() -> None:
    async def story(stage: Stage) -> list[Any]:
        async with stage.connected(STATUS) as client:
            replies = [await client.subscribe(topic) for topic in ("system.status", "guess")]
            return [*(reply["success"] for reply in replies), (await client.ask(op="ping"))["ret_msg"]]

    assert played(story) == [True, False, "pong"]


async def _end(client: Client) -> None:
    try:
        while True:
            await client.message()
    except ConnectionError:
        return
