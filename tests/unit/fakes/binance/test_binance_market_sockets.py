"""Market streams over a socket: envelopes, control frames, heartbeat, limits, ends. Virtual time."""

import asyncio
import json
from typing import Any

import aiohttp
import pytest

from fakes.faults import (
    AbruptClose,
    AckWithoutData,
    CloseCode,
    MissingAck,
    MissingPongs,
    RefusedUpgrade,
    ServerShutdownNotice,
    Silence,
    during,
)
from fakes.instruments import Side
from fakes.ledger import (
    FaultFired,
    Published,
    QuotaExceeded,
    SessionClosed,
    SessionOpened,
    SessionRefused,
    Subscribed,
    Unsubscribed,
)
from fakes.market.scripts import QUIET
from fakes.operations import Role
from tests.unit.fakes.binance.binance_stage import STREAMS, Stage, played


def subscribe(*names: str, id: Any = 1, method: str = "SUBSCRIBE") -> dict[str, Any]:
    return {"method": method, "params": list(names), "id": id}


def trade(stage: Stage) -> None:
    stage.venue.counterparty.take("BTCUSDT", Side.BUY, 1)


def test_a_raw_connection_gets_bare_events() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@trade") as client:
            trade(stage)
            return await client.event()

    event = played(play)

    assert (event["e"], event["s"], event["t"]) == ("trade", "BTCUSDT", 2)  # 1 opened the market


def test_a_combined_connection_gets_the_name_around_them() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/stream?streams=btcusdt@trade/ethusdt@trade") as client:
            trade(stage)
            return await client.event()

    event = played(play)

    assert list(event) == ["stream", "data"]
    assert event["stream"] == "btcusdt@trade"


def test_a_plus_in_a_combined_url_is_a_plus() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/stream?streams=btcusdt@kline_1d@+08:00") as client:
            return await client.ask({"method": "LIST_SUBSCRIPTIONS", "id": 3})

    assert played(play) == {"result": ["btcusdt@kline_1d@+08:00"], "id": 3}


def test_a_candle_is_told_as_it_grows_and_not_only_when_it_closes() -> None:
    async def play(stage: Stage) -> Any:
        trade(stage)  # a candle that nobody has anything to tell of yet
        async with stage.connected(f"{STREAMS}/ws/btcusdt@kline_1m") as client:
            await asyncio.sleep(3.0)
            trade(stage)
            began_s = stage.venue.now_s()
            event = await client.event()
            return event["k"]["x"], stage.venue.now_s() - began_s <= 2.1

    assert played(play) == (False, True)


def test_microseconds_are_given_to_who_asks_in_the_url() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@trade?timeUnit=MICROSECOND") as client:
            trade(stage)
            return await client.event()

    event = played(play)

    assert event["T"] > 10**15
    assert event["t"] == 2


def test_a_subscription_is_acknowledged_before_its_first_event() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(f"{STREAMS}/ws/0") as client:
            acknowledged = await client.ask(subscribe("btcusdt@trade", id="a"))
            trade(stage)
            return [acknowledged, (await client.event())["e"]]

    assert played(play) == [{"result": None, "id": "a"}, "trade"]


def test_the_number_in_the_path_is_no_subscription() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/0") as client:
            listed = await client.ask({"method": "LIST_SUBSCRIPTIONS", "id": 3})
            return listed, stage.facts(Subscribed)

    assert played(play) == ({"result": [], "id": 3}, [])


def test_an_unsubscribed_stream_falls_silent() -> None:
    async def play(stage: Stage) -> tuple[bool, list[str]]:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@trade") as client:
            await client.ask(subscribe("btcusdt@trade", method="UNSUBSCRIBE"))
            trade(stage)
            quiet = await client.quiet_for(5)
            return quiet, [fact.stream for fact in stage.facts(Unsubscribed)]

    assert played(play) == (True, ["btcusdt@trade"])


def test_a_stream_that_does_not_exist_is_acknowledged_and_silent() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws") as client:
            answer = await client.ask(subscribe("nosuch@trade", "btcusdt@nosuch"))
            trade(stage)
            return answer, await client.quiet_for(5)

    assert played(play) == ({"result": None, "id": 1}, True)


def test_a_stream_subscribed_too_early_begins_when_its_symbol_is_listed() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/newusdt@trade") as client:
            await asyncio.sleep(1)
            stage.venue.list_symbol("NEWUSDT")
            stage.venue.counterparty.quote("NEWUSDT", Side.SELL, 1000, 10)
            stage.venue.counterparty.take("NEWUSDT", Side.BUY, 10)
            return await client.event()

    event = played(play)

    assert (event["s"], event["t"]) == ("NEWUSDT", 1)


def test_the_envelope_is_a_property_of_the_connection() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@trade") as client:
            before = await client.ask({"method": "GET_PROPERTY", "params": ["combined"], "id": 1})
            answer = await client.ask({"method": "SET_PROPERTY", "params": ["combined", True], "id": 2})
            trade(stage)
            return [before, answer, list(await client.event())]

    assert played(play) == [{"result": False, "id": 1}, {"result": None, "id": 2}, ["stream", "data"]]


def test_a_malformed_request_is_told_so_and_the_connection_lives_on() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.connected(f"{STREAMS}/ws") as client:
            return [
                await client.ask("SUBSCRIBE"),
                await client.ask({"method": "LIST_SUBSCRIPTIONS", "id": 1}),
            ]

    assert played(play) == [
        {"code": 3, "msg": "Invalid JSON: expected value at line 1 column 1"},
        {"result": [], "id": 1},
    ]


def test_more_than_1024_streams_are_too_many_for_one_connection() -> None:
    names = [f"btcusdt@kline_1m/{n}" for n in range(1025)]

    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws") as client:
            return await client.ask(subscribe(*names))

    assert played(play)["code"] == 2


def test_all_1024_fit_into_a_url() -> None:
    names = "/".join(f"sym{n:04}usdt@trade" for n in range(1024))

    async def play(stage: Stage) -> int:
        async with stage.connected(f"{STREAMS}/stream?streams={names}") as client:
            answer = await client.ask({"method": "LIST_SUBSCRIPTIONS", "id": 1})
            return len(answer["result"])

    assert played(play) == 1024


def test_the_sixth_frame_within_a_second_ends_the_connection() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws") as client:
            for _ in range(6):
                await client.socket.ping()
            return await client.end(), [fact.limiter for fact in stage.facts(QuotaExceeded)]

    assert played(play) == (1008, ["FRAMES"])


def test_a_ping_is_answered_with_its_own_payload() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws") as client:
            await client.socket.ping(b"hello")
            return await client.socket.receive()

    answer = played(play)

    assert (answer.type, bytes(answer.data)) == (aiohttp.WSMsgType.PONG, b"hello")


def test_the_venue_pings_every_twenty_seconds() -> None:
    async def play(stage: Stage) -> list[int]:
        loop = asyncio.get_running_loop()
        times = []
        async with stage.connected(f"{STREAMS}/ws") as client:
            opened_s = loop.time()
            for _ in range(3):
                message = await client.socket.receive()
                assert message.type is aiohttp.WSMsgType.PING
                await client.socket.pong(message.data)
                times.append(round(loop.time() - opened_s))
        return times

    assert played(play) == [20, 40, 60]


def test_who_does_not_answer_pings_is_disconnected_after_a_minute() -> None:
    async def play(stage: Stage) -> tuple[int, int | None]:
        async with stage.connected(f"{STREAMS}/ws") as client:
            opened_s = asyncio.get_running_loop().time()
            while (await client.socket.receive()).type is aiohttp.WSMsgType.PING:
                await client.socket.pong(b"not the payload")
            return round(asyncio.get_running_loop().time() - opened_s), client.socket.close_code

    assert played(play) == (80, 1008)


def test_who_answers_stays_connected_for_a_day_and_no_longer() -> None:
    async def play(stage: Stage) -> tuple[int, int | None]:
        async with stage.connected(f"{STREAMS}/ws") as client:
            opened_s = asyncio.get_running_loop().time()
            code = await client.end()
            return round(asyncio.get_running_loop().time() - opened_s), code

    assert played(play) == (86_400, 1001)


def test_an_address_may_not_knock_more_than_300_times_in_five_minutes() -> None:
    async def play(stage: Stage) -> Any:
        for _ in range(300):
            async with stage.connected(f"{STREAMS}/ws"):
                pass
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with stage.connected(f"{STREAMS}/ws"):
                pass
        await asyncio.sleep(300)
        async with stage.connected(f"{STREAMS}/ws"):
            return refused.value.status, [fact.status for fact in stage.facts(SessionRefused)]

    assert played(play) == (429, [429])


def test_updates_of_the_book_carry_on_from_the_snapshot() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@depth@100ms") as client:
            first = await client.event()
            async with stage.http.get(
                "http://api.binance.com:443/api/v3/depth?symbol=BTCUSDT&limit=5000"
            ) as r:
                snapshot = await r.json()
            book = {side: dict(snapshot[side]) for side in ("bids", "asks")}
            last = snapshot["lastUpdateId"]
            updates = [first]
            for _ in range(50):
                updates.append(await client.event())
            for update in updates:
                if update["u"] <= last:
                    continue
                assert update["U"] <= last + 1 <= update["u"]
                for side, short in (("bids", "b"), ("asks", "a")):
                    for price, quantity in update[short]:
                        book[side][price] = quantity
                        if quantity == "0.00000000":
                            del book[side][price]
                last = update["u"]
            depth = stage.venue.exchange.depth("BTCUSDT")
            assert depth.sequence == last
            assert sorted(book["bids"], key=float, reverse=True) == [
                f"{ticks / 100:.8f}" for ticks, _ in depth.bids
            ]

    played(play, market=QUIET)


def test_all_tickers_come_in_one_array_of_what_changed() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/!miniTicker@arr") as client:
            trade(stage)
            traded = sum(trade.lots for trade in stage.venue.exchange.trades("BTCUSDT"))
            return await client.event(), stage.venue.exchange.instrument("BTCUSDT").quantity(traded)

    (ticker,), traded = played(play)

    assert (ticker["e"], ticker["s"], ticker["v"]) == ("24hrMiniTicker", "BTCUSDT", f"{traded:.8f}")


def test_everything_published_is_on_record() -> None:
    async def play(stage: Stage) -> list[Published]:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@trade") as client:
            trade(stage)
            await client.event()
        return stage.facts(Published)

    (published,) = played(play)

    assert (published.stream, published.kind, published.sequence) == ("btcusdt@trade", "trade", 2)


def test_a_session_is_on_record_from_its_opening_to_its_end() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws"):
            pass
        await asyncio.sleep(1)
        return stage.facts(SessionOpened), stage.facts(SessionClosed)

    ([opened], [closed]) = played(play)

    assert (opened.session, opened.role) == (1, "market")
    assert (closed.session, closed.code, closed.by_venue) == (1, 1000, False)


# --- faults -------------------------------------------------------------------------------------


def test_a_close_code_reaches_the_client() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws") as client:
            code = await client.end()
            await asyncio.sleep(1)
            return code, [(fact.code, fact.by_venue) for fact in stage.facts(SessionClosed)]

    assert played(play, faults=[during(5, 6, CloseCode(1012, "restart"))]) == (1012, [(1012, True)])


def test_the_venue_waits_for_the_clients_half_of_the_closing_handshake() -> None:
    async def play(stage: Stage) -> Any:
        reader, writer = await asyncio.open_connection("stream.binance.com", 9443)
        writer.write(
            b"GET /ws HTTP/1.1\r\nHost: stream.binance.com\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            b"Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n"
        )
        await reader.readuntil(b"\r\n\r\n")
        closing = await reader.readexactly(4)
        await asyncio.sleep(1)
        writer.write(b"\x88\x82\0\0\0\0" + closing[2:])  # masked with zeros
        rest = await reader.read()
        writer.close()
        await writer.wait_closed()
        return closing, rest

    assert played(play, faults=[during(5, 6, CloseCode(1012))]) == (b"\x88\x02\x03\xf4", b"")


@pytest.mark.parametrize("how", ["fin", "rst"])
def test_an_abrupt_close_has_no_code(how: Any) -> None:
    async def play(stage: Stage) -> int | None:
        async with stage.connected(f"{STREAMS}/ws") as client:
            return await client.end()

    assert played(play, faults=[during(5, 6, AbruptClose(how))]) is None


def test_a_refused_upgrade_answers_with_its_status() -> None:
    async def play(stage: Stage) -> int:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            async with stage.connected(f"{STREAMS}/ws"):
                pass
        return refused.value.status

    assert played(play, faults=[during(0, 60, RefusedUpgrade(503, Role.MARKET))]) == 503


def test_an_upgrade_can_be_cut_off() -> None:
    async def play(stage: Stage) -> None:
        with pytest.raises(aiohttp.ClientConnectionError):
            async with stage.connected(f"{STREAMS}/ws"):
                pass

    played(play, faults=[during(0, 60, RefusedUpgrade(None))])


def test_a_silent_venue_still_answers_pings() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@trade") as client:
            trade(stage)
            await client.socket.ping(b"there?")
            return (await client.socket.receive()).type, stage.facts(Published)

    assert played(play, faults=[during(0, 60, Silence())]) == (aiohttp.WSMsgType.PONG, [])


def test_missing_pongs_do_not_stop_the_messages() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws/btcusdt@trade") as client:
            await client.socket.ping(b"there?")
            trade(stage)
            return (await client.socket.receive()).type

    assert played(play, faults=[during(0, 60, MissingPongs())]) is aiohttp.WSMsgType.TEXT


def test_a_missing_acknowledgement_does_not_stop_the_stream() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws") as client:
            await client.socket.send_str(json.dumps(subscribe("btcusdt@trade")))
            await asyncio.sleep(1)
            trade(stage)
            return (await client.event())["e"]

    assert played(play, faults=[during(0, 60, MissingAck())]) == "trade"


def test_an_acknowledged_stream_can_stay_dead() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}/ws") as client:
            answer = await client.ask(subscribe("btcusdt@trade"))
            trade(stage)
            return answer, await client.quiet_for(5), len(stage.facts(FaultFired))

    assert played(play, faults=[during(0, 60, AckWithoutData())]) == ({"result": None, "id": 1}, True, 1)


@pytest.mark.parametrize(
    ("path", "envelope"), [("/ws", ["e", "E"]), ("/stream?streams=btcusdt@trade", ["stream", "data"])]
)
def test_a_shutdown_is_announced_in_the_envelope_of_the_connection(path: str, envelope: list[str]) -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected(f"{STREAMS}{path}") as client:
            notice = await client.event()
            return list(notice), await client.end()

    assert played(play, faults=[during(5, 15, ServerShutdownNotice())]) == (envelope, 1001)
