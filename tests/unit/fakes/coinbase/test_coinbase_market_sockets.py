"""The public feed: subscriptions, numbers, heartbeats, books and trades (CBS-19, CBS-60 to CBS-72)."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from fakes.faults import AckWithoutData, DropMessages, MissingAck, RefusedSubscription, during
from fakes.instruments import Side
from fakes.ledger import QuotaExceeded, Subscribed, Unsubscribed
from fakes.market.scripts import SILENT
from fakes.operations import StreamKind
from fakes.venues.coinbase.markets import BTCUSDT
from fakes.venues.coinbase.subscriptions import Channel
from tests.unit.fakes.faults.coinbase_stage import MARKET, USER, Client, CoinbaseStage, play

PRODUCT = "BTC-USDT"


def numbers(messages: list[Any]) -> list[int]:
    return [message["sequence_num"] for message in messages]


async def until_cut(client: Client) -> tuple[list[Any], int | None]:
    """What is said until the venue ends the connection, and its code."""
    said = []
    async for message in client.socket:
        said.append(json.loads(message.data))
    return said, client.socket.close_code


def quote(stage: CoinbaseStage, side: Side, price: str, lots: int) -> None:
    ticks = int(float(price) * 100)
    stage.venue.counterparty.quote("BTCUSDT", side, ticks, lots)


# --- subscriptions --------------------------------------------------------------------------------


def test_every_answer_tells_all_that_is_subscribed_to() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("ticker", PRODUCT, "ETH-USDT")
            await client.subscribe("heartbeats")
            first, second = await client.of("subscriptions"), await client.of("subscriptions")
            await client.say("unsubscribe", "ticker", "ETH-USDT")
            third = await client.of("subscriptions")
            await client.say("unsubscribe", "heartbeats")
            fourth = await client.of("subscriptions")
            return [each["events"][0]["subscriptions"] for each in (first, second, third, fourth)]

    told, _ = play(story, market=SILENT)

    assert told == [
        {"ticker": [PRODUCT, "ETH-USDT"]},
        {"ticker": [PRODUCT, "ETH-USDT"], "heartbeats": ["heartbeats"]},
        {"ticker": [PRODUCT], "heartbeats": ["heartbeats"]},
        {"ticker": [PRODUCT]},
    ]


def test_a_connection_counts_all_its_messages_from_nought() -> None:
    async def story(stage: CoinbaseStage) -> list[Any]:
        async with stage.connected() as client:
            for channel in ("level2", "market_trades", "heartbeats", "ticker"):
                await client.subscribe(channel, PRODUCT)
            return [await client.message() for _ in range(40)]

    messages, _ = play(story)

    assert numbers(messages) == list(range(40))
    assert len({message["channel"] for message in messages}) == 5
    assert {message["client_id"] for message in messages} == {""}


def test_a_lost_message_leaves_a_hole_that_heartbeats_show() -> None:
    async def story(stage: CoinbaseStage) -> list[Any]:
        async with stage.connected() as client:
            await client.subscribe("level2", PRODUCT)
            await client.subscribe("heartbeats")
            messages = [await client.message() for _ in range(3)]
            quote(stage, Side.BUY, "50000", 10**6)
            return [*messages, await client.of("heartbeats")]

    messages, _ = play(story, during(0.5, 5, DropMessages(kind=StreamKind.DEPTH)), market=SILENT)

    assert numbers(messages) == [0, 1, 2, 4]


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"type": "subscribe", "channel": "heartbeat"}, "authentication failure"),
        ({"type": "subscribe", "channel": "full", "product_ids": [PRODUCT]}, "authentication failure"),
        ({"type": "subscribe", "channel": "user"}, "authentication failure"),
        ({"type": "subscribe", "channel": "user", "jwt": "a.b.c"}, "authentication failure"),
        (
            {"type": "subscribe", "channel": "ticker", "product_ids": [PRODUCT], "jwt": "x"},
            "authentication failure",
        ),
        ({"type": "subscribe", "channel": "ticker", "product_ids": ["BTC-PLN"]}, "invalid product_ids"),
        ({"type": "subscribe", "channel": "level2"}, "product_ids is required"),
        ({"type": "subscribe", "channel": "level2", "product_ids": PRODUCT}, "malformed message"),
        ({"type": "listen", "channel": "level2"}, "malformed message"),
        (["subscribe"], "malformed message"),
        ("subscribe", "malformed message"),
    ],
    ids=str,
)
def test_a_refusal_has_neither_channel_nor_number_and_the_connection_stays(message: Any, text: str) -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            raw = message if isinstance(message, str) else json.dumps(message)
            await client.socket.send_str(raw)
            refused = await client.message()
            await client.subscribe("heartbeats")
            return refused, await client.of("subscriptions")

    (refused, told), _ = play(story, market=SILENT)

    assert refused == {"type": "error", "message": text}
    assert told["sequence_num"] == 0


def test_the_users_host_has_no_market_data() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await client.subscribe("level2", PRODUCT)
            return await client.message()

    assert play(story, market=SILENT)[0] == {"type": "error", "message": "authentication failure"}


def test_faults_strike_a_subscription() -> None:
    async def story(stage: CoinbaseStage) -> list[str]:
        async with stage.connected() as client:
            await client.subscribe("ticker", PRODUCT)
            await client.subscribe("heartbeats")
            return [(await client.message()).get("channel", "error") for _ in range(3)]

    refused, _ = play(story, during(0, 9, RefusedSubscription(symbol="BTCUSDT")), market=SILENT)
    unsaid, _ = play(story, during(0, 9, MissingAck(stream="ticker:BTCUSDT")), market=SILENT)
    mute, _ = play(story, during(0, 9, AckWithoutData(symbol="BTCUSDT")), market=SILENT)

    assert refused == ["error", "subscriptions", "heartbeats"]
    assert unsaid == ["ticker", "subscriptions", "heartbeats"]
    assert mute == ["subscriptions", "subscriptions", "heartbeats"]


def test_subscriptions_are_in_the_ledger_by_the_labs_names() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("level2", PRODUCT)
            await client.of("subscriptions")
            for _ in range(2):  # what is subscribed to no more is passed over
                await client.say("unsubscribe", "level2", PRODUCT)
                await client.of("subscriptions")
        made = [each.stream for each in stage.facts(Subscribed)]
        return made, [each.stream for each in stage.facts(Unsubscribed)]

    assert play(story, market=SILENT)[0] == (["level2:BTCUSDT"], ["level2:BTCUSDT"])


# --- the life of a connection ---------------------------------------------------------------------


def test_who_does_not_subscribe_in_time_is_cut_off() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            begun_s = stage.venue.now_s()
            said, code = await until_cut(client)
            return said, code, round(stage.venue.now_s() - begun_s, 1)

    assert play(story, market=SILENT)[0] == ([], 1008, 5.0)


def test_a_quiet_connection_ends_and_heartbeats_keep_it_open() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as quiet, stage.connected() as kept:
            await quiet.subscribe("market_trades", PRODUCT)
            await kept.subscribe("heartbeats")
            begun_s = stage.venue.now_s()
            said, code = await until_cut(quiet)
            cut_s = stage.venue.now_s() - begun_s
            return [each["channel"] for each in said], code, round(cut_s), kept.socket.closed

    assert play(story, market=SILENT)[0] == (["subscriptions", "market_trades"], 1008, 90, False)


def test_heartbeats_come_each_second_and_are_counted() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("heartbeats")
            begun_s = stage.venue.now_s()
            beats = [(await client.of("heartbeats"))["events"][0] for _ in range(3)]
            return beats, round(stage.venue.now_s() - begun_s)

    (beats, lasted_s), _ = play(story, market=SILENT)

    assert lasted_s == 3
    assert [beat["heartbeat_counter"] for beat in beats] == [0, 1, 2]
    assert " +0000 UTC m=+" in beats[0]["current_time"]


def test_eight_messages_a_second_without_a_token_are_allowed() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            for _ in range(9):
                await client.subscribe("status")
            said, code = await until_cut(client)
            told = sum(each["channel"] == "subscriptions" for each in said)
            return told, code, [fact.limiter for fact in stage.facts(QuotaExceeded)]

    assert play(story, market=SILENT)[0] == (8, 1008, ["FRAMES"])


def test_messages_with_a_token_are_not_counted() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            for _ in range(20):
                await client.subscribe("heartbeats", private=True)
            return [(await client.message())["channel"] for _ in range(20)]

    assert play(story, market=SILENT)[0] == ["subscriptions"] * 20


def test_eight_connections_a_second_are_allowed() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        attempts = [stage.http.ws_connect(MARKET) for _ in range(9)]
        made = await asyncio.gather(*attempts, return_exceptions=True)
        await asyncio.sleep(0.2)
        made.append(await stage.http.ws_connect(MARKET))
        refused = [each.status for each in made if isinstance(each, aiohttp.WSServerHandshakeError)]
        for socket in made:
            if isinstance(socket, aiohttp.ClientWebSocketResponse):
                await socket.close()
        return refused, len(made)

    assert play(story, market=SILENT)[0] == ([429], 10)


# --- books ----------------------------------------------------------------------------------------


def test_a_book_follows_from_its_snapshot_and_what_changed() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        sides: dict[str, dict[str, str]] = {}
        async with stage.connected() as client:
            await client.subscribe("level2", PRODUCT)
            for _ in range(60):
                message = await client.of("l2_data")
                [event] = message["events"]
                if event["type"] == "snapshot":
                    sides = {"bid": {}, "offer": {}}
                for row in event["updates"]:
                    sides[row["side"]][row["price_level"]] = row["new_quantity"]
            await asyncio.sleep(0)
            depth = stage.venue.exchange.depth("BTCUSDT")
            digits = stage.venue.products.of("BTCUSDT").digits
            truth = {
                "bid": {digits.price(ticks): digits.size(lots) for ticks, lots in depth.bids},
                "offer": {digits.price(ticks): digits.size(lots) for ticks, lots in depth.asks},
            }
        followed = {
            side: {price: size for price, size in rows.items() if size != "0"} for side, rows in sides.items()
        }
        return followed, truth

    (followed, truth), _ = play(story)

    assert followed == truth
    assert len(truth["bid"]) > 20


def test_the_time_of_a_snapshot_is_the_epoch_and_that_of_an_update_is_not() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("level2", PRODUCT)
            first = await client.of("l2_data")
            quote(stage, Side.SELL, "70000", 10**6)
            return first, await client.of("l2_data")

    (first, second), _ = play(story, market=SILENT)

    assert {row["event_time"] for row in first["events"][0]["updates"]} == {"1970-01-01T00:00:00Z"}
    [row] = second["events"][0]["updates"]
    assert (row["side"], row["price_level"], row["new_quantity"]) == ("offer", "70000", "0.01")
    assert row["event_time"] > "2020"


def test_to_subscribe_again_gives_the_whole_book_again() -> None:
    async def story(stage: CoinbaseStage) -> list[str]:
        async with stage.connected() as client:
            await client.subscribe("level2", PRODUCT)
            await client.of("l2_data")
            await client.say("unsubscribe", "level2", PRODUCT)
            await client.subscribe("level2", PRODUCT)
            again = await client.of("l2_data")
            await client.subscribe("level2", PRODUCT)
            return [again["events"][0]["type"], (await client.of("l2_data"))["events"][0]["type"]]

    assert play(story, market=SILENT)[0] == ["snapshot", "snapshot"]


def test_a_second_name_of_a_market_is_told_by_its_first() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        stage.venue.exchange.list(replace(BTCUSDT, symbol="BTCUSD", quote="USD"))
        async with stage.connected() as client:
            await client.subscribe("level2", "BTC-USDC")
            told = (await client.of("subscriptions"))["events"][0]["subscriptions"]
            return told, (await client.of("l2_data"))["events"][0]["product_id"]

    assert play(story, market=SILENT)[0] == ({"level2": ["BTC-USD"]}, "BTC-USD")


# --- trades, tickers, candles, status -------------------------------------------------------------


def take(stage: CoinbaseStage, side: Side, lots: int) -> None:
    stage.venue.counterparty.take("BTCUSDT", side, lots)


def test_trades_are_gathered_for_a_quarter_of_a_second() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("market_trades", PRODUCT)
            snapshot = (await client.of("market_trades"))["events"][0]
            take(stage, Side.BUY, 1_000_000)
            take(stage, Side.SELL, 2_000_000)
            begun_s = stage.venue.now_s()
            update = (await client.of("market_trades"))["events"][0]
            return snapshot, update, stage.venue.now_s() - begun_s

    (snapshot, update, waited_s), _ = play(story, market=SILENT)

    assert (snapshot["type"], len(snapshot["trades"])) == ("snapshot", 1)
    assert update["type"] == "update"
    ids = [int(trade["trade_id"]) for trade in update["trades"]]
    assert ids == list(range(2, 2 + len(ids)))
    assert list(dict.fromkeys(trade["side"] for trade in update["trades"])) == ["SELL", "BUY"]  # the makers'
    assert 0.1 < waited_s < 0.3


def test_a_ticker_comes_with_each_trade_and_a_batch_of_them_every_five_seconds() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            for channel in ("ticker", "ticker_batch", "heartbeats"):
                await client.subscribe(channel, PRODUCT)
            await stage.until(2.0)
            for lots in (1_000_000, 2_000_000):
                take(stage, Side.BUY, lots)
            await stage.until(12.0)
            take(stage, Side.BUY, 1_000_000)
            told: dict[str, list[Any]] = {"ticker": [], "ticker_batch": []}
            while len(told["ticker_batch"]) < 3:
                message = await client.message()
                if message["channel"] in told:
                    told[message["channel"]] += message["events"]
            return told

    told, _ = play(story, market=SILENT)

    assert [event["type"] for event in told["ticker"]] == ["snapshot", "update", "update", "update"]
    assert [event["type"] for event in told["ticker_batch"]] == ["snapshot", "update", "update"]
    assert (
        told["ticker"][2]["tickers"][0]["volume_24_h"] == told["ticker_batch"][1]["tickers"][0]["volume_24_h"]
    )
    assert "best_bid" in told["ticker"][0]["tickers"][0]
    assert "best_bid" not in told["ticker_batch"][0]["tickers"][0]


def test_a_ticker_tells_the_days_highest_and_lowest_price() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("ticker", PRODUCT)
            await stage.until(2.0)
            take(stage, Side.BUY, 1_000_000)
            take(stage, Side.SELL, 1_000_000)
            return [(await client.of("ticker"))["events"][0]["tickers"][0] for _ in range(3)]

    told, _ = play(story, market=SILENT)

    assert [(each["price"], each["low_24_h"], each["high_24_h"]) for each in told] == [
        ("60000", "60000", "60000"),
        ("60018", "60000", "60018"),
        ("59994", "59994", "60018"),
    ]


def test_candles_are_told_in_the_seconds_that_have_trades() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("candles", PRODUCT)
            snapshot = (await client.of("candles"))["events"][0]
            await stage.until(2.5)
            take(stage, Side.BUY, 1_000_000)
            take(stage, Side.BUY, 2_000_000)
            return snapshot, (await client.of("candles"))["events"][0]

    (snapshot, update), _ = play(story, market=SILENT)

    assert (snapshot["type"], update["type"]) == ("snapshot", "update")
    [candle] = update["candles"]
    assert int(candle["start"]) % 300 == 0
    assert float(candle["volume"]) == pytest.approx(float(snapshot["candles"][0]["volume"]) + 0.03)


def test_status_tells_all_markets_and_who_stopped() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("status")
            first = (await client.of("status"))["events"][0]
            stage.venue.delist_symbol("LTCBTC")
            return first, (await client.of("status"))["events"][0]

    (first, second), _ = play(story, market=SILENT)

    assert [row["id"] for row in first["products"]] == ["BTC-USDT", "ETH-USDT", "LTC-BTC"]
    assert [row["id"] for row in second["products"]] == ["BTC-USDT", "ETH-USDT"]
    assert first["products"][0]["min_market_funds"] == "1"


def test_what_nobody_listens_to_any_more_is_not_told() -> None:
    public = [channel for channel in Channel if channel not in (Channel.USER, Channel.FUTURES)]

    async def story(stage: CoinbaseStage) -> list[str]:
        async with stage.connected() as client:
            for kind in ("subscribe", "unsubscribe"):
                for channel in public:
                    await client.say(kind, channel, PRODUCT, private=True)
            await client.subscribe("heartbeats", private=True)
            for _ in range(2 * len(public) + 1):
                told = (await client.of("subscriptions"))["events"][0]["subscriptions"]
            assert told == {"heartbeats": ["heartbeats"]}
            take(stage, Side.BUY, 1_000_000)
            return [(await client.message())["channel"] for _ in range(12)]

    assert play(story, market=SILENT)[0] == ["heartbeats"] * 12
