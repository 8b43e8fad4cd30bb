"""ws.kraken.com: who is told what, in which order, and what is refused."""

import asyncio
from typing import Any

import aiohttp
import pytest

from fakes.faults import AckWithoutData, MissingAck, RefusedSubscription, Silence, during
from fakes.faults.missing_pings import MissingPings
from fakes.faults.missing_pongs import MissingPongs
from fakes.faults.schedule import Planned
from fakes.instruments import Side
from fakes.ledger import Published, SessionClosed, Subscribed, Unsubscribed
from tests.unit.fakes.kraken.vectors import REFUSALS, documented, unlike
from tests.unit.fakes.kraken.ws_stage import PUBLIC, Client, Stage, played

BOOK: dict[str, Any] = {"channel": "book", "symbol": ["BTC/USDT"]}
TRADE: dict[str, Any] = {"channel": "trade", "symbol": ["BTC/USDT"]}


def quote(stage: Stage, side: Side = Side.BUY, ticks: int = 600_000, lots: int = 10**8) -> None:
    stage.venue.counterparty.quote("BTCUSDT", side, ticks, lots)


def take(stage: Stage, side: Side = Side.SELL, lots: int = 10**6) -> None:
    stage.venue.counterparty.take("BTCUSDT", side, lots)


# --- connecting -----------------------------------------------------------------------------------


def test_every_connection_is_greeted_with_the_state_of_the_venue_and_a_number_of_its_own() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(status=True) as first, stage.connected(status=True) as second:
            return [await first.message(), await second.message()]

    first, second = played(play)

    assert unlike(documented("market", "status"), first, "status") == []
    numbers = [message["data"][0]["connection_id"] for message in (first, second)]
    assert numbers[0] != numbers[1]
    assert min(numbers) > 2**63


def test_when_the_venue_changes_its_mode_everybody_is_told() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected() as client:
            stage.venue.system.set_mode("maintenance")
            return await client.message()

    message = played(play)
    assert message["channel"] == "status"
    assert message["data"][0]["system"] == "maintenance"


def test_another_path_is_not_found() -> None:
    async def play(stage: Stage) -> int:
        async with stage.http.get("http://ws.kraken.com:443/v1") as response:
            return response.status

    assert played(play) == 404


def test_who_connects_too_often_is_shut_out_for_ten_minutes() -> None:
    async def attempt(stage: Stage) -> int:
        try:
            async with stage.http.ws_connect(PUBLIC):
                return 101
        except aiohttp.WSServerHandshakeError as refused:
            return refused.status

    async def play(stage: Stage) -> list[int]:
        statuses = [await attempt(stage) for _ in range(4)]
        await asyncio.sleep(595)
        statuses.append(await attempt(stage))
        await asyncio.sleep(10)
        return [*statuses, await attempt(stage)]

    assert played(play, limits={"connections": 3}) == [101, 101, 101, 429, 429, 101]


# --- pings and heartbeats -------------------------------------------------------------------------


def test_a_ping_is_answered_with_its_number_and_both_times() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected() as client:
            return await client.ask("ping", 101)

    assert unlike(documented("replies", "ping"), played(play), "pong") == []


def test_a_fault_may_keep_the_pong() -> None:
    async def play(stage: Stage) -> bool:
        async with stage.connected() as client:
            await client.send("ping")
            return await client.quiet_for(5)

    assert played(play, faults=[during(0, 60, MissingPongs())])


def beats(seconds: float, *faults: Planned, subscribed: bool = True) -> int:
    async def play(stage: Stage) -> int:
        async with stage.connected() as client:
            if subscribed:
                await client.ask("subscribe", **TRADE)
            assert await client.quiet_for(seconds)
            return client.heartbeats

    return played(play, faults=faults)


def test_a_heartbeat_comes_each_second_to_whoever_has_a_subscription() -> None:
    assert beats(10.5) == 10
    assert beats(10.5, subscribed=False) == 0


def test_a_heartbeat_comes_only_when_nothing_else_did_for_a_second() -> None:
    async def play(stage: Stage) -> int:
        async with stage.connected() as client:
            await client.ask("subscribe", **BOOK)
            await client.message()
            for _ in range(10):
                await asyncio.sleep(0.9)
                quote(stage, lots=10**6)
                await client.message()
            return client.heartbeats

    assert played(play) == 0


def test_messages_that_a_fault_swallows_do_not_hold_the_heartbeat_back() -> None:
    async def play(stage: Stage) -> int:
        async with stage.connected() as client:
            await client.ask("subscribe", **BOOK)
            for _ in range(10):
                await asyncio.sleep(0.5)
                quote(stage, lots=10**6)
            await client.quiet_for(0.2)
            return client.heartbeats

    assert played(play, faults=[during(0, 60, Silence())]) == 5
    assert played(play, faults=[during(0, 60, Silence(pings=False))]) == 0


def test_a_fault_may_keep_the_heartbeat() -> None:
    assert beats(10.5, during(0, 60, MissingPings())) == 0


def test_a_connection_without_requests_and_subscriptions_is_closed_after_a_minute() -> None:
    async def play(stage: Stage) -> list[Any]:
        loop = asyncio.get_running_loop()
        async with stage.connected() as idle, stage.connected() as busy, stage.connected() as listening:
            await listening.ask("subscribe", **TRADE)
            began_s = loop.time()
            ends = asyncio.ensure_future(idle.end())
            await asyncio.sleep(40)
            await busy.ask("ping")
            code = await ends
            ended_s = loop.time() - began_s
            await asyncio.sleep(90)
            return [code, round(ended_s), (await listening.ask("ping"))["method"]]

    assert played(play) == [1000, 60, "pong"]


def test_who_gives_up_the_last_subscription_has_another_minute() -> None:
    async def play(stage: Stage) -> float:
        loop = asyncio.get_running_loop()
        async with stage.connected() as client:
            await client.ask("subscribe", **TRADE)
            await asyncio.sleep(100)
            await client.ask("unsubscribe", **TRADE)
            began_s = loop.time()
            await client.end()
            return loop.time() - began_s

    assert played(play) == pytest.approx(60, abs=0.1)


# --- subscribing ----------------------------------------------------------------------------------


def test_each_symbol_is_acknowledged_by_itself_and_before_any_snapshot() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await client.send("subscribe", 7, channel="book", symbol=["BTC/USDT", "ETH/USDT"])
            return await client.messages(4)

    told = played(play)

    assert [message.get("method", message.get("type")) for message in told] == [
        "subscribe",
        "subscribe",
        "snapshot",
        "snapshot",
    ]
    assert [message["req_id"] for message in told[:2]] == [7, 7]
    assert [message["result"]["symbol"] for message in told[:2]] == ["BTC/USDT", "ETH/USDT"]
    assert [message["data"][0]["symbol"] for message in told[2:]] == ["BTC/USDT", "ETH/USDT"]
    assert unlike(documented("replies", "subscribe.book"), told[0] | {"req_id": 1}, "ack") == [
        "ack.req_id is not documented"
    ]


async def _refused(client: Client, when: str) -> Any:
    match when:
        case "a symbol of another spelling":
            return await client.ask("subscribe", channel="ticker", symbol=["XBT/USD"])
        case "a private channel on the public host":
            return await client.ask("subscribe", channel="executions", token="t")
        case "a second subscription to a book":
            await client.ask("subscribe", 1, **BOOK)
            await client.message()
            return await client.ask("subscribe", 2, **BOOK, depth=1000)
        case "a depth that there is not":
            return await client.ask("subscribe", **BOOK, depth=50)
        case "a field that there is not":
            return await client.ask("ping", 0, token="t")
    raise AssertionError(when)


@pytest.mark.parametrize("when", [row["when"] for row in REFUSALS if row["host"] == "public"])
def test_refusals_are_worded_as_they_were_recorded(when: str) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected() as client:
            return await _refused(client, when)

    [recorded] = [row["payload"] for row in REFUSALS if row["when"] == when]
    told = played(play)
    assert unlike(recorded, told, when) == []
    spelled = recorded["error"].replace("XBT/USD", "XBT/USD")
    assert told["error"] == spelled


def test_one_bad_symbol_does_not_spoil_the_others() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await client.send("subscribe", channel="trade", symbol=["NO/PE", "BTC/USDT"])
            return await client.messages(2)

    assert [message["success"] for message in played(play)] == [False, True]


def test_what_cannot_be_read_is_refused_and_the_connection_lives_on() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await client.socket.send_str("rubbish")
            first = await client.message()
            return [first["error"], (await client.ask("sing"))["error"], (await client.ask("ping"))["method"]]

    assert played(play) == ["Malformed request", "Unsupported event", "pong"]


def test_after_its_end_a_subscription_is_silent_and_may_be_made_again() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await client.ask("subscribe", **TRADE)
            ended = await client.ask("unsubscribe", 3, **TRADE)
            quote(stage)
            take(stage)
            quiet = await client.quiet_for(5)
            again = await client.ask("subscribe", **TRADE)
            streams = [fact.stream for fact in stage.facts(Subscribed)]
            return [ended["success"], quiet, again["success"], streams, len(stage.facts(Unsubscribed))]

    assert played(play) == [True, True, True, ["trade:BTCUSDT", "trade:BTCUSDT"], 1]


def test_what_was_not_subscribed_cannot_be_ended() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            never = await client.ask("unsubscribe", **TRADE)
            await client.ask("subscribe", **BOOK)
            await client.message()
            return [never, await client.ask("unsubscribe", **BOOK, depth=25)]

    assert [(reply["success"], reply["error"], reply["symbol"]) for reply in played(play)] == [
        (False, "Subscription Not Found", "BTC/USDT")
    ] * 2


def test_a_departed_client_is_told_nothing_more() -> None:
    async def play(stage: Stage) -> int:
        async with stage.connected() as client:
            await client.ask("subscribe", **TRADE)
        await asyncio.sleep(1)
        quote(stage)
        take(stage)
        return len(stage.facts(Published))

    assert played(play) == 0


# --- data -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("channel", "params"), [("book", {}), ("trade", {"snapshot": True}), ("ticker", {}), ("ohlc", {})]
)
def test_every_channel_says_what_is_documented(channel: str, params: dict[str, Any]) -> None:
    async def play(stage: Stage) -> list[Any]:
        quote(stage)
        quote(stage, Side.SELL, 600_100)
        take(stage)
        async with stage.connected() as client:
            await client.ask("subscribe", channel=channel, symbol=["BTC/USDT"], **params)
            snapshot = await client.message()
            take(stage)
            return [snapshot, await client.message()]

    snapshot, update = played(play)
    shown = {kind: documented("market", f"{channel}.{kind}")["data"][0] for kind in ("snapshot", "update")}
    for kind, told in (("snapshot", snapshot), ("update", update)):
        envelope = documented("market", f"{channel}.{kind}")
        assert (told["channel"], told["type"], list(told)) == (channel, kind, list(envelope))
        for row in told["data"]:
            row.pop("asks", None)
            wanted = {name: value for name, value in shown[kind].items() if name != "asks"}
            assert unlike(wanted, row, kind) == []


def test_instruments_are_told_at_first_and_when_their_rules_or_status_change() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await client.ask("subscribe", channel="instrument")
            first = await client.message()
            stage.venue.set_symbol_status("BTCUSDT", "CANCEL_ONLY")
            changed = await client.message()
            stage.venue.change_filters("BTCUSDT", tick_multiple=5)
            return [first, changed, await client.message()]

    first, changed, coarser = played(play)

    pair = documented("market", "instrument.snapshot")["data"]["pairs"][0]
    unmarginable = {
        name: value
        for name, value in pair.items()
        if name not in ("margin_initial", "position_limit_long", "position_limit_short")
    }
    assert unlike(unmarginable, first["data"]["pairs"][0], "pair") == []
    asset = documented("market", "instrument.snapshot")["data"]["assets"][0]
    assert unlike(asset, first["data"]["assets"][0], "asset") == []
    assert [row["symbol"] for row in first["data"]["pairs"]] == ["BTC/USDT", "ETH/USDT", "LTC/BTC"]
    assert [(row["symbol"], row["status"]) for row in changed["data"]["pairs"]] == [
        ("BTC/USDT", "cancel_only")
    ]
    assert coarser["data"]["pairs"][0]["price_increment"] == 0.5


def test_money_is_on_the_wire_with_all_its_digits() -> None:
    async def play(stage: Stage) -> str:
        quote(stage, lots=10**7)
        async with stage.connected() as client:
            await client.ask("subscribe", **BOOK)
            return await client.text()

    assert '{"price":60000.0,"qty":0.10000000}' in played(play)


def test_the_ledger_tells_how_far_each_message_brings_a_client() -> None:
    async def play(stage: Stage) -> tuple[list[Any], list[Any]]:
        reached = []
        async with stage.connected() as client:
            await client.ask("subscribe", **BOOK)
            await client.message()
            reached.append(stage.venue.exchange.depth("BTCUSDT").sequence)
            quote(stage, Side.SELL, 600_100)
            await client.message()
            reached.append(stage.venue.exchange.depth("BTCUSDT").sequence)
        told = [(fact.stream, fact.kind, fact.sequence) for fact in stage.facts(Published)]
        return told, [("book:BTCUSDT", "depth", sequence) for sequence in reached]

    told, reached = played(play)
    assert told == reached
    assert told[0] != told[1]


# --- faults at a subscription ---------------------------------------------------------------------


def test_a_refused_subscription_is_answered_for_its_symbol_alone() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await client.send("subscribe", channel="trade", symbol=["BTC/USDT", "ETH/USDT"])
            return await client.messages(2)

    told = played(play, faults=[during(0, 60, RefusedSubscription(stream="trade:BTCUSDT"))])
    assert [(reply.get("symbol"), reply["success"]) for reply in told] == [("BTC/USDT", False), (None, True)]


def test_a_muted_subscription_is_acknowledged_and_says_nothing() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            reply = await client.ask("subscribe", **BOOK)
            quote(stage)
            return [reply["success"], await client.quiet_for(5)]

    assert played(play, faults=[during(0, 60, AckWithoutData(symbol="BTCUSDT"))]) == [True, True]


def test_a_subscription_may_work_without_ever_being_acknowledged() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected() as client:
            return await client.ask("subscribe", **BOOK)

    assert played(play, faults=[during(0, 60, MissingAck())])["type"] == "snapshot"


def test_the_venue_closes_with_the_code_that_a_fault_names() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected() as client:
            await stage.venue.close_sessions(None, 1001)
            code = await client.end()
        await asyncio.sleep(0.1)
        return [code, [(fact.code, fact.by_venue) for fact in stage.facts(SessionClosed)]]

    assert played(play) == [1001, [(1001, True)]]
