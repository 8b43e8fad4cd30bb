"""Public channels over a socket: acknowledgements, books by number, trades, candles, silence, limits."""

import asyncio
import json
from itertools import pairwise
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from fakes.instruments import BUY, SELL
from fakes.ledger import Published, QuotaExceeded, SessionRefused, Subscribed
from fakes.market.scripts import QUIET, VOLATILE
from fakes.truth import book_at
from tests.unit.fakes.okx.okx_stage import WS, Stage, played

BOOKS = {"channel": "books", "instId": "BTC-USDT"}


class Book:
    """What a client makes of `books`: absolute sizes, 0 removes."""

    def __init__(self) -> None:
        self.bids: dict[str, str] = {}
        self.asks: dict[str, str] = {}
        self.number = -1
        self.gaps = 0

    def take(self, message: Any) -> None:
        [data] = message["data"]
        if message["action"] == "snapshot":
            self.bids, self.asks = {}, {}
        elif data["prevSeqId"] != self.number:
            self.gaps += 1
        self.number = data["seqId"]
        for side, levels in ((self.bids, data["bids"]), (self.asks, data["asks"])):
            for price, size, _, _ in levels:
                if size == "0":
                    side.pop(price)
                else:
                    side[price] = size


def test_a_subscription_is_acknowledged_and_begins_with_a_snapshot() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            acknowledged = await client.ask("subscribe", BOOKS, id="1512")
            assert acknowledged == {
                "id": "1512",
                "event": "subscribe",
                "arg": BOOKS,
                "connId": "00000001",
            }
            snapshot = await client.message()
            assert (snapshot["arg"], snapshot["action"]) == (BOOKS, "snapshot")
            assert (snapshot["data"][0]["prevSeqId"], snapshot["data"][0]["checksum"]) == (-1, 0)
        assert [fact.stream for fact in stage.facts(Subscribed)] == ["books:BTCUSDT"]

    played(play)


@pytest.mark.parametrize("market", [QUIET, VOLATILE], ids=lambda market: market.name)
def test_snapshot_and_updates_are_the_book(market: Any) -> None:
    async def play(stage: Stage) -> None:
        book = Book()
        async with stage.connected() as client:
            await client.subscribed(**BOOKS)
            while stage.venue.now_s() < 20 or not book.bids:
                book.take(await client.data("books"))
        true = book_at(stage.venue.ledger, "BTCUSDT", book.number)
        instrument = stage.venue.exchange.instrument("BTCUSDT")
        for told, side in ((book.bids, true.bids), (book.asks, true.asks)):
            assert {float(price): float(size) for price, size in told.items()} == {
                float(instrument.price(ticks)): float(instrument.quantity(lots))
                for ticks, lots in side.items()
            }
        assert book.gaps == 0

    played(play, market=market)


def test_who_comes_later_is_told_the_same_numbers() -> None:
    async def play(stage: Stage) -> None:
        books = [Book(), Book()]
        async with stage.connected() as first, stage.connected() as second:
            await first.subscribed(**BOOKS)
            await stage.until(5.03)
            await second.subscribed(**BOOKS)
            await stage.until(10)
            for client, book in zip((first, second), books, strict=True):
                await client.send("unsubscribe", BOOKS)
                await client.until(lambda message: message.get("event") == "unsubscribe")
                for message in client.told:
                    book.take(message)
        assert [book.gaps for book in books] == [0, 0]
        assert books[0].bids == books[1].bids
        assert books[0].number == books[1].number

    played(play, market=QUIET)


def test_a_count_that_begins_anew_goes_on_from_the_last_of_the_old_one() -> None:
    """OKX-64."""

    async def play(stage: Stage) -> None:
        book = Book()
        async with stage.connected() as client:
            await client.subscribed(**BOOKS)
            while stage.venue.now_s() < 5 or not book.bids:
                book.take(await client.data("books"))
            before = book.number
            assert stage.venue.restart_books("BTCUSDT") == 1
            assert stage.venue.restart_books("ETHUSDT") == 0
            book.take(await client.data("books"))
            first = book.number
            book.take(await client.data("books"))
        assert book.gaps == 0
        assert 0 < first < before
        assert first < book.number

    played(play, market=QUIET)


def test_a_book_in_which_nothing_happens_says_so_after_a_minute() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            await client.subscribed(**BOOKS)
            snapshot = await client.data("books")
            for _ in range(2):
                await asyncio.sleep(25)
                await client.socket.send_str("ping")
                assert await client.text() == "pong"
            [quiet] = (await client.data("books"))["data"]
            number = snapshot["data"][0]["seqId"]
            assert (quiet["prevSeqId"], quiet["seqId"]) == (number, number)
            assert (quiet["asks"], quiet["bids"]) == ([], [])
            assert 60 <= stage.venue.now_s() < 60.2

    played(play)


def test_whoever_missed_something_unsubscribes_and_has_a_new_snapshot() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            await client.subscribed(**BOOKS)
            await stage.until(3)
            await client.send("unsubscribe", BOOKS)
            await client.until(lambda message: message.get("event") == "unsubscribe")
            client.told.clear()
            await client.subscribed(**BOOKS)
            assert (await client.data("books"))["action"] == "snapshot"

    played(play, market=QUIET)


def test_the_best_levels_come_whole_and_only_when_they_change() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            await client.subscribed("bbo-tbt", instId="BTC-USDT")
            await client.subscribed("books5", instId="BTC-USDT")
            first = await client.data("bbo-tbt")
            assert "action" not in first
            assert [len(first["data"][0][side]) for side in ("asks", "bids")] == [1, 1]
            assert [len((await client.data("books5"))["data"][0][side]) for side in ("asks",)] == [5]
            stage.venue.counterparty.quote("BTCUSDT", BUY, 500_000, 10**6)  # far below the five best
            await asyncio.sleep(1)
            assert stage.facts(Published)[-1].stream == "books5:BTCUSDT"
            before = len(stage.facts(Published))
            best = stage.venue.exchange.engine("BTCUSDT").best_bid
            assert best is not None
            stage.venue.counterparty.quote("BTCUSDT", BUY, best[0] + 1, 10**6)
            await asyncio.sleep(1)
            assert [fact.stream for fact in stage.facts(Published)[before:]] == [
                "bbo-tbt:BTCUSDT",
                "books5:BTCUSDT",
            ]

    played(play)


def test_matches_of_one_taker_at_one_price_are_told_together() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as one, stage.connected("business") as each:
            await one.subscribed("trades", instId="BTC-USDT")
            await each.subscribed("trades-all", instId="BTC-USDT")
            best = stage.venue.exchange.engine("BTCUSDT").best_ask
            assert best is not None
            for _ in range(2):
                stage.venue.counterparty.quote("BTCUSDT", SELL, best[0] - 1, 10**6)
            stage.venue.counterparty.take("BTCUSDT", BUY, 2 * 10**6 + 1)
            rows = await one.rows("trades", 2)
            assert [(row["count"], row["sz"], row["side"]) for row in rows] == [
                ("2", "0.02", "buy"),
                ("1", "0.00000001", "buy"),
            ]
            assert [row["tradeId"] for row in rows] == ["3", "4"]
            assert [row["tradeId"] for row in await each.rows("trades-all", 3)] == ["2", "3", "4"]

    played(play)


def test_a_candle_is_told_as_it_grows_and_once_when_it_is_over() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected("business") as client:
            await client.subscribed("candle1m", instId="BTC-USDT")
            now_s = stage.venue.clock_s()
            rows = [(await client.data("candle1m"))["data"][0]]
            while rows[-1][8] == "0":
                await client.socket.send_str("ping")
                message = await client.text()
                while message == "pong":
                    message = await client.text()
                rows.append(json.loads(message)["data"][0])
            assert len({row[0] for row in rows}) == 1
            assert stage.venue.clock_s() // 60 == now_s // 60 + 1
            assert len(rows) > 2

    played(play, market=QUIET)


def test_instruments_are_told_at_first_and_when_they_change() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            await client.subscribed("instruments", instType="SPOT")
            everything = (await client.data("instruments"))["data"]
            assert [row["instId"] for row in everything] == ["BTC-USDT", "ETH-USDT", "LTC-BTC"]
            stage.venue.set_symbol_status("ETHUSDT", "HALT")
            [row] = (await client.data("instruments"))["data"]
            assert (row["instId"], row["state"]) == ("ETH-USDT", "suspend")

    played(play)


# --- refusals -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("place", "arg", "code"),
    [
        ("public", {"channel": "books", "instId": "BTC-PLN"}, 60018),
        ("public", {"channel": "tea"}, 60018),
        ("public", {"channel": "orders", "instType": "ANY"}, 60018),
        ("public", {"channel": "candle1m", "instId": "BTC-USDT"}, 60018),
        ("public", {"channel": "books-l2-tbt", "instId": "BTC-USDT"}, 64003),
        ("public", {"instId": "BTC-USDT"}, 60013),
        ("public", {"channel": "instruments", "instType": "ANY"}, 60018),
        ("business", {"channel": "books", "instId": "BTC-USDT"}, 64002),
        ("private", {"channel": "candle1m", "instId": "BTC-USDT"}, 64001),
        ("private", {"channel": "orders", "instType": "ANY"}, 60011),
        ("private", {"channel": "books", "instId": "BTC-USDT"}, 60018),
    ],
)
def test_what_cannot_be_subscribed_to_is_refused_and_the_connection_stays(
    place: str, arg: Any, code: int
) -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected(place) as client:
            refused = await client.ask("subscribe", arg, id="7")
            assert (refused["event"], refused["code"], refused["id"]) == ("error", str(code), "7")
            await client.socket.send_str("ping")
            assert await client.text() == "pong"

    played(play)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("tea", 60012),
        ("[]", 60012),
        ("{}", 60012),
        ('{"op":"dance"}', 60019),
        ('{"op":"subscribe"}', 60013),
        ('{"op":"subscribe","args":[]}', 60013),
        ('{"op":"order","id":"1","args":[{}]}', 60028),
        ('{"op":"login","args":[{}]}', 60028),
    ],
)
def test_what_is_no_request_is_refused(text: str, code: int) -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            await client.socket.send_str(text)
            assert (await client.message())["code"] == str(code)

    played(play)


def test_one_argument_that_is_wrong_leaves_the_others_right() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            await client.send("subscribe", {"channel": "tea"}, {"channel": "trades", "instId": "BTC-USDT"})
            assert [(await client.message())["event"] for _ in range(2)] == ["error", "subscribe"]

    played(play)


# --- silence and limits ---------------------------------------------------------------------------


@pytest.mark.parametrize("subscribes", [False, True])
def test_a_connection_on_which_nothing_moves_is_closed_after_half_a_minute(subscribes: bool) -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            if subscribes:
                await client.subscribed("trades", instId="BTC-USDT")
            assert await client.end() == 4004
            assert 30 <= stage.venue.now_s() < 30.1

    played(play)


def test_a_ping_in_time_keeps_it() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            for _ in range(4):
                await asyncio.sleep(29)
                await client.socket.send_str("ping")
                assert await client.text() == "pong"

    played(play)


def test_three_connections_a_second() -> None:
    async def play(stage: Stage) -> None:
        sockets = [await stage.http.ws_connect(f"{WS}/public") for _ in range(3)]
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await stage.http.ws_connect(f"{WS}/public")
        assert refused.value.status == 429
        await asyncio.sleep(1)
        sockets.append(await stage.http.ws_connect(f"{WS}/public"))
        for socket in sockets:
            await socket.close()
        assert [fact.outcome for fact in stage.facts(SessionRefused)] == ["rate_limited"]
        assert [fact.limiter for fact in stage.facts(QuotaExceeded)] == ["CONNECTIONS"]

    played(play)


def test_so_many_requests_an_hour_on_a_connection() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            arg = {"channel": "trades", "instId": "BTC-USDT"}
            for _ in range(2):
                assert (await client.ask("subscribe", arg))["event"] == "subscribe"
                assert (await client.ask("unsubscribe", arg))["event"] == "unsubscribe"
            assert (await client.ask("subscribe", arg))["code"] == "60014"

    played(play, limits={"requests on a connection": 4})


def test_a_notice_comes_before_an_announced_end() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected() as client:
            assert await stage.venue.announce_shutdown(None) == 1
            notice = await client.message()
            assert (notice["event"], notice["code"]) == ("notice", "64008")
            assert await stage.venue.end_announced(None, 1001) == 1
            assert await client.end() == 1001

    played(play)


def test_the_documented_course_of_numbers_has_no_gap() -> None:
    """Held in `tests/vectors`, so that a client can be held to the same."""
    path = Path(__file__).parents[3] / "vectors" / "okx" / "book_numbers.json"
    numbers = json.loads(path.read_text())["numbers"]

    assert all(previous == number for (_, number), (previous, _) in pairwise(numbers))
