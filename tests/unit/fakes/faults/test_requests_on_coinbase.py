"""What clients of the Coinbase fake meet when a fault strikes their requests or their streams."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp
import pytest

from fakes.faults import (
    Barred,
    ClockSkew,
    ClockStep,
    DuplicateFill,
    DuplicateMessages,
    EmptyBody,
    ErrorBodyWith200,
    Fault,
    FiltersChanged,
    Gap,
    HtmlPage,
    LateAnswer,
    LateFill,
    LostRemovals,
    LostRequest,
    MissingPings,
    RejectedKey,
    ReplayedFills,
    ReportBeforeAck,
    ServerErrorBefore,
    ShortList,
    Silence,
    StrangeRow,
    SymbolDelisted,
    SymbolHalted,
    SymbolListed,
    Throttled,
    UnknownEnum,
    UnknownEnumInStream,
    VenueError,
    WrongTypesInStream,
    during,
)
from fakes.instruments import Side
from fakes.ledger import OrderAccepted
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Outcome, Refusal, StreamKind
from fakes.words import Word
from tests.unit.fakes.coinbase.keys import HOST, token
from tests.unit.fakes.coinbase.test_coinbase_user_sockets import told, watching
from tests.unit.fakes.faults.coinbase_stage import USER, CoinbaseStage, play

Story = Callable[[CoinbaseStage], Awaitable[Any]]


def struck(fault: Fault, story: Story, from_s: float = 0.0) -> Any:
    """What a client sees in a market that stands still."""
    return play(story, during(from_s, 60.0, fault), market=SILENT)[0]


async def status_and_text(stage: CoinbaseStage, method: str, path: str, body: Any = None) -> tuple[int, str]:
    async with stage.asked(method, path, body) as answer:
        return answer.status, await answer.text()


async def accounts(stage: CoinbaseStage) -> tuple[int, str]:
    return await status_and_text(stage, "GET", "/accounts")


# --- requests -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fault", "status", "text", "outcome"),
    [
        (Throttled(retry_after_s=None), 429, "rate_limit_exceeded", Outcome.RATE_LIMITED),
        (ServerErrorBefore(error=Refusal.INTERNAL), 500, "INTERNAL", Outcome.FAILED),
        (ServerErrorBefore(error=Refusal.OVERLOADED), 503, "UNAVAILABLE", Outcome.FAILED),
        (ErrorBodyWith200(), 200, "INTERNAL", Outcome.FAILED),
        (HtmlPage(), 502, "Cloudflare", Outcome.FAILED),
        (VenueError(text="PERMISSION_DENIED"), 403, "PERMISSION_DENIED", Outcome.UNAUTHORISED),
        (VenueError(text="UNKNOWN_FAILURE_REASON"), 200, "UNKNOWN_FAILURE_REASON", Outcome.FAILED),
        (RejectedKey(), 401, "Unauthorized", Outcome.UNAUTHORISED),
        (ClockSkew(seconds=-10.0), 200, "accounts", Outcome.DONE),
        (Barred(), 451, "Legal", Outcome.UNAUTHORISED),
        (EmptyBody(), 200, "", Outcome.FAILED),
    ],
    ids=lambda value: getattr(value, "name", str(value)),
)
def test_refusals_are_the_venues_own(fault: Fault, status: int, text: str, outcome: Outcome) -> None:
    async def story(stage: CoinbaseStage) -> Any:
        seen = await accounts(stage)
        return seen[0], text in seen[1] and bool(text) == bool(seen[1]), stage.outcomes

    assert struck(fault, story) == (status, True, [outcome])


def test_when_throttled_headers_say_until_when() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.asked("GET", "/accounts") as answer:
            return answer.headers["x-ratelimit-remaining"], answer.headers["x-ratelimit-reset"]

    assert struck(Throttled(retry_after_s=7.5), story) == ("0", "8")


def test_a_token_of_a_clock_that_was_set_back_is_ahead() -> None:
    """CBS-04, CBS-05: the answer does not say so."""

    async def story(stage: CoinbaseStage) -> Any:
        await stage.until(2.0)
        stale = token(stage.venue.clock_s() + 60.0, f"GET {HOST}/api/v3/brokerage/accounts")
        headers = {"Authorization": f"Bearer {stale}"}
        async with stage.http.get(f"https://{HOST}/api/v3/brokerage/accounts", headers=headers) as answer:
            refused = answer.status, await answer.text()
        return refused, (await accounts(stage))[0]

    assert struck(ClockStep(seconds=-60.0), story, from_s=1.0) == ((401, "Unauthorized\n"), 200)


def test_a_late_answer_is_of_an_act_that_was_late() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        sending = asyncio.ensure_future(stage.place("a"))
        await asyncio.sleep(1.0)
        before = len(stage.facts(OrderAccepted))
        await sending
        return before, stage.venue.now_s() > 3.0

    assert struck(LateAnswer(on=Operation.PLACE, seconds=3.0), story) == (1, True)


def test_a_lost_request_was_never_there() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        with pytest.raises(aiohttp.ClientError):
            await stage.place("a")
        return len(stage.facts(OrderAccepted))

    assert struck(LostRequest(on=Operation.PLACE), story) == 0


def test_lists_may_be_short_and_their_rows_strange() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        await stage.placed("a")
        await stage.placed("b")
        listed = (await stage.get("/orders/historical/batch"))["orders"]
        return [order["client_order_id"] for order in listed], {order["status"] for order in listed}

    assert struck(ShortList(on=Operation.ALL_ORDERS, rows=1), story) == (["b"], {"OPEN"})
    strange = StrangeRow(row="BTCUSDT", value="melting", on=Operation.ALL_ORDERS)
    assert struck(strange, story) == (["b", "a"], {"melting"})


def test_a_status_may_be_newer_than_the_client() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        order_id = await stage.placed("a")
        return (await stage.get(f"/orders/historical/{order_id}"))["order"]["status"]

    assert struck(UnknownEnum(on=Operation.QUERY), story) == "SOMETHING_NEW"


@pytest.mark.parametrize(
    ("fault", "path", "read", "expected"),
    [
        (SymbolHalted("BTCUSDT"), "/products/BTC-USDT", "trading_disabled", True),
        (FiltersChanged("BTCUSDT", tick_multiple=5), "/products/BTC-USDT", "price_increment", "0.05"),
        (SymbolDelisted("BTCUSDT"), "/products/BTC-USDT", "error", "NOT_FOUND"),
        (SymbolListed("XRPUSDT"), "/products/XRP-USDT", "status", "online"),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_markets_change_as_faults_say(fault: Fault, path: str, read: str, expected: Any) -> None:
    async def story(stage: CoinbaseStage) -> Any:
        return (await stage.get(path))[read]

    assert struck(fault, story) == expected


# --- streams --------------------------------------------------------------------------------------


async def fills(stage: CoinbaseStage) -> list[tuple[str, str]]:
    """(status, filled) as they are told of an order that is filled in two parts and cancelled."""
    async with stage.connected(USER) as client:
        await watching(client)
        await stage.until(1.0)
        order_id = await stage.placed("a", base_size="0.03")
        for _ in range(2):
            stage.venue.counterparty.fill("subject", "BTCUSDT", "a", 1_000_000)
        await stage.post("/orders/batch_cancel", {"order_ids": [order_id]})
        rows: list[dict[str, Any]] = []
        while not rows or rows[-1]["status"] != "CANCELLED" or stage.venue.now_s() < 4:
            try:
                async with asyncio.timeout(4.0):
                    rows += await told(client, 1)
            except TimeoutError:
                break
        return [(row["status"], row["cumulative_quantity"]) for row in rows]


QUIETLY = [
    ("PENDING", "0"),
    ("OPEN", "0"),
    ("OPEN", "0.01"),
    ("OPEN", "0.02"),
    ("CANCEL_QUEUED", "0.02"),
    ("CANCELLED", "0.02"),
]


def test_a_fill_may_be_told_twice_and_late() -> None:
    twice = struck(DuplicateFill(), fills)
    late = struck(LateFill(seconds=2.0), fills)

    assert twice == [*QUIETLY[:2], QUIETLY[2], QUIETLY[2], QUIETLY[3], QUIETLY[3], *QUIETLY[4:]]
    assert late == [*QUIETLY[:2], *QUIETLY[4:], *QUIETLY[2:4]]


def test_reports_may_be_lost_and_say_what_nobody_knows() -> None:
    assert struck(Silence(kind=StreamKind.ORDER), fills, from_s=0.5) == []
    strange = struck(UnknownEnumInStream(kind=StreamKind.ORDER, field=Word.REPORT_STATUS, limit=3), fills)
    assert strange == [("SOMETHING_NEW", each[1]) for each in QUIETLY[:3]] + QUIETLY[3:]


def test_a_report_may_come_before_the_answer() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            sending = asyncio.ensure_future(stage.place("a"))
            [row] = await told(client, 1)
            early = not sending.done()
            await sending
            return row["status"], early

    assert struck(ReportBeforeAck(by_s=0.5), story) == ("PENDING", True)


def test_a_new_connection_may_be_told_again() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        await fills(stage)
        async with stage.connected(USER) as client:
            await client.subscribe("user", private=True)
            return [(row["status"], row["cumulative_quantity"]) for row in await told(client, 2)]

    assert struck(ReplayedFills(), story) == QUIETLY[2:4]


def test_removals_may_be_lost_from_a_book() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("level2", "BTC-USDT")
            await client.of("l2_data")
            order = stage.venue.counterparty.quote("BTCUSDT", Side.BUY, 5_000_000, 10**6)
            added = (await client.of("l2_data"))["events"][0]["updates"]
            stage.venue.exchange.cancel("BTCUSDT", order.order_id)  # type: ignore[union-attr]
            removed = (await client.of("l2_data"))["events"][0]["updates"]
            return len(added), removed

    assert struck(LostRemovals(kind=StreamKind.DEPTH), story) == (1, [])


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Gap(messages=1, kind=StreamKind.DEPTH), [0, 1, 3]),
        (DuplicateMessages(kind=StreamKind.DEPTH), [0, 1, 2, 2, 3]),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_numbers_show_what_is_missing_and_what_came_twice(fault: Fault, expected: list[int]) -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("level2", "BTC-USDT")
            seen = [await client.message(), await client.message()]
            await stage.until(1.0)
            for ticks in (5_000_000, 5_000_001):
                stage.venue.counterparty.quote("BTCUSDT", Side.BUY, ticks, 10**6)
            while len(seen) < len(expected):
                seen.append(await client.message())
            return [message["sequence_num"] for message in seen]

    assert struck(fault, story, from_s=0.9) == expected


def test_the_venues_heartbeat_may_stop_and_uses_up_no_number() -> None:
    """CBS-68."""

    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected() as client:
            await client.subscribe("heartbeats")
            await client.subscribe("level2", "BTC-USDT")
            await stage.until(5.5)
            stage.venue.counterparty.quote("BTCUSDT", Side.BUY, 5_000_000, 10**6)
            seen = [await client.message()]
            while seen[-1]["channel"] != "l2_data" or seen[-1]["events"][0]["type"] != "update":
                seen.append(await client.message())
            beats = sum(message["channel"] == "heartbeats" for message in seen)
            return beats, [message["sequence_num"] for message in seen] == list(range(len(seen)))

    assert struck(MissingPings(), story) == (0, True)
    assert play(story, market=SILENT)[0] == (5, True)


def test_numbers_in_text_may_turn() -> None:
    async def story(stage: CoinbaseStage) -> Any:
        async with stage.connected(USER) as client:
            await watching(client)
            await stage.place("a")
            [row] = await told(client, 1)
            return row["cumulative_quantity"], row["status"]

    turned = WrongTypesInStream(kind=StreamKind.ORDER, fields=(Word.REPORT_FILLED,), turn="null")
    assert struck(turned, story) == (None, "PENDING")
