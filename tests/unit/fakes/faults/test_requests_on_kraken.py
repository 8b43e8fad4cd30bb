"""What clients of the Kraken fake meet when a fault strikes their requests."""

import asyncio
import time
from typing import Any

import aiohttp
import pytest

from fakes.faults import (
    Ban,
    Barred,
    ClockSkew,
    ClockStep,
    EmptyBody,
    ErrorBodyWith200,
    Fault,
    FiltersChanged,
    HtmlPage,
    LateAnswer,
    LostAnswer,
    LostRequest,
    Maintenance,
    QueryLag,
    RejectedKey,
    ReportBeforeAck,
    ServerErrorAfter,
    ServerErrorBefore,
    ShortList,
    StaleSnapshot,
    StrangeRow,
    SymbolDelisted,
    SymbolHalted,
    SymbolListed,
    SystemMode,
    Throttled,
    TruncatedBody,
    UnknownEnum,
    Unreadable,
    VenueError,
    WrongContentType,
    WrongTypes,
    during,
)
from fakes.operations import Operation, Refusal
from fakes.venues.kraken.times import microseconds
from tests.unit.fakes.faults.kraken_stage import ORDER, REST, KrakenStage, play


def at_once(fault: Fault, stop_s: float = 60.0) -> Any:
    return during(0, stop_s, fault)


# --- refusals -------------------------------------------------------------------------------------


def test_throttled_requests_are_told_until_when() -> None:
    async def story(stage: KrakenStage) -> None:
        told = (await stage.post("Balance"))["error"]
        until_s = int(stage.venue.clock_s()) + 8
        assert told == [f"EService: Throttled: {until_s}"]
        assert stage.outcomes == ["rate_limited"]

    play(story, at_once(Throttled(retry_after_s=7.0)))


def test_or_are_not_told_anything() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.post("Balance"))["error"] == ["EAPI:Rate limit exceeded"]

    play(story, at_once(Throttled(retry_after_s=None)))


def test_a_banned_client_is_locked_out_until_the_window_closes() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.get("Time"))["error"] == ["EGeneral:Temporary lockout"]
        assert stage.outcomes == ["banned"]
        await stage.until(60.1)
        assert (await stage.get("Time"))["error"] == []

    play(story, at_once(Ban()))


def test_a_client_from_a_barred_place_gets_a_page() -> None:
    async def story(stage: KrakenStage) -> None:
        async with stage.http.get(f"{REST}/0/public/Time") as answer:
            assert (answer.status, answer.content_type) == (451, "text/html")

    play(story, at_once(Barred()))


def test_an_error_before_acting_leaves_no_order() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.place("a"))["error"] == ["EGeneral:Internal error"]
        assert await stage.open_named("a") == {}
        assert stage.outcomes[0] == "failed"

    play(story, at_once(ServerErrorBefore(Operation.PLACE)))


@pytest.mark.parametrize(
    ("error", "text"),
    [(Refusal.TIMEOUT, "EService:Timeout"), (Refusal.OVERLOADED, "EService:Busy")],
)
def test_an_error_after_acting_leaves_an_order(error: Refusal, text: str) -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.place("a"))["error"] == [text]
        assert len(await stage.open_named("a")) == 1

    play(story, at_once(ServerErrorAfter(Operation.PLACE, error=error)))


def test_an_error_in_the_venues_own_words() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.place("a"))["error"] == ["EAuth:Account unconfirmed"]
        assert await stage.open_named("a") == {}

    play(story, at_once(VenueError(Operation.PLACE, text="EAuth:Account unconfirmed")))


def test_an_error_in_the_body_is_the_only_sign_here_anyway() -> None:
    async def story(stage: KrakenStage) -> None:
        async with stage.asked("Balance") as answer:
            assert (answer.status, await answer.json()) == (200, {"error": ["EGeneral:Internal error"]})

    play(story, at_once(ErrorBodyWith200()))


def test_a_rejected_key_has_its_rights_back_after_the_window() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.post("Balance"))["error"] == ["EAPI:Invalid key"]
        await stage.until(60.1)
        assert (await stage.post("Balance"))["error"] == []

    play(story, at_once(RejectedKey()))


# --- pages and bodies -----------------------------------------------------------------------------


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("status", [502, 504, 520, 522])
def test_a_web_page_tells_nothing_of_the_order(status: int, after: bool) -> None:
    async def story(stage: KrakenStage) -> None:
        async with stage.asked("AddOrder", **ORDER, cl_ord_id="a") as answer:
            assert (answer.status, answer.content_type) == (status, "text/html")
            assert "Cloudflare" in await answer.text()
        assert len(await stage.open_named("a")) == after
        assert stage.outcomes[0] == "failed"

    play(story, at_once(HtmlPage(Operation.PLACE, status=status, after=after)))


def test_bodies_break_in_every_way() -> None:
    async def asked(stage: KrakenStage) -> None:
        async with stage.asked("Balance") as answer:
            await answer.json()

    async def empty(stage: KrakenStage) -> None:
        async with stage.asked("Balance") as answer:
            assert await answer.read() == b""

    async def broken(stage: KrakenStage) -> None:
        with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
            await asked(stage)

    async def cut(stage: KrakenStage) -> None:
        with pytest.raises(aiohttp.ClientPayloadError):
            await asked(stage)

    async def mistyped(stage: KrakenStage) -> None:
        with pytest.raises(aiohttp.ContentTypeError):
            await asked(stage)

    play(empty, at_once(EmptyBody(Operation.ACCOUNT)))
    play(broken, at_once(Unreadable(Operation.ACCOUNT)))
    play(cut, at_once(TruncatedBody(Operation.ACCOUNT)))
    play(mistyped, at_once(WrongContentType(Operation.ACCOUNT)))


def test_values_change_their_types() -> None:
    async def story(stage: KrakenStage) -> None:
        told = (await stage.post("BalanceEx"))["result"]["XXBT"]["balance"]
        assert (told, type(told)) == (10, float)

    play(story, at_once(WrongTypes(Operation.ACCOUNT, fields=("balance",), turn="number")))


def test_an_order_is_in_a_state_that_nobody_knows() -> None:
    async def story(stage: KrakenStage) -> None:
        await stage.place("a")
        (order,) = (await stage.open_named("a")).values()
        assert order["status"] == "SOMETHING_NEW"

    play(story, at_once(UnknownEnum(Operation.QUERY)))


def test_one_row_of_a_list_is_strange() -> None:
    async def story(stage: KrakenStage) -> None:
        listed = (await stage.get("AssetPairs"))["result"]
        assert listed["ETHUSDT"]["status"] == "melting"
        assert listed["XBTUSDT"]["status"] == "online"

    play(story, at_once(StrangeRow(Operation.INSTRUMENTS, row="ETHUSDT", field="status", value="melting")))


def test_a_list_is_short() -> None:
    async def story(stage: KrakenStage) -> None:
        await stage.place("a")
        await stage.place("b")
        assert len((await stage.post("OpenOrders"))["result"]["open"]) == 1

    play(story, at_once(ShortList(Operation.OPEN_ORDERS, rows=1)))


def test_public_trades_that_lag_end_early_and_say_so() -> None:
    async def story(stage: KrakenStage) -> None:
        await stage.until(50.0)
        whole = (await stage.get("Trades", pair="XBTUSDT"))["result"]["XBTUSDT"]
        await stage.until(51.0)
        short = (await stage.get("Trades", pair="XBTUSDT"))["result"]
        assert len(whole) > 3
        assert short["XBTUSDT"] == whole[:2]
        await stage.until(61.0)
        rest = (await stage.get("Trades", pair="XBTUSDT", since=short["last"]))["result"]
        assert rest["XBTUSDT"][0] == whole[2]

    play(story, during(50.5, 60, ShortList(Operation.TRADES, rows=2)))


def test_public_trades_of_which_none_is_known_yet_are_still_to_come() -> None:
    async def story(stage: KrakenStage) -> None:
        await stage.until(50.0)
        whole = (await stage.get("Trades", pair="XBTUSDT"))["result"]["XBTUSDT"]
        await stage.until(51.0)
        none = (await stage.get("Trades", pair="XBTUSDT"))["result"]
        assert none["XBTUSDT"] == []
        await stage.until(61.0)
        rest = (await stage.get("Trades", pair="XBTUSDT", since=none["last"]))["result"]
        assert rest["XBTUSDT"][0] == whole[0]

    play(story, during(50.5, 60, ShortList(Operation.TRADES, rows=0)))


# --- lost and late --------------------------------------------------------------------------------


def test_a_lost_request_leaves_no_order_and_a_lost_answer_does() -> None:
    async def lost(stage: KrakenStage) -> None:
        with pytest.raises(aiohttp.ClientError):
            await stage.place("a")
        assert await stage.open_named("a") == {}

    async def unheard(stage: KrakenStage) -> None:
        with pytest.raises(aiohttp.ClientError):
            await stage.place("a")
        assert len(await stage.open_named("a")) == 1

    play(lost, at_once(LostRequest(Operation.PLACE)))
    play(unheard, at_once(LostAnswer(Operation.PLACE)))


@pytest.mark.parametrize("acts_late", [False, True])
def test_an_answer_is_late_and_perhaps_the_act(acts_late: bool) -> None:
    async def story(stage: KrakenStage) -> None:
        placing = asyncio.ensure_future(stage.place("a"))
        await stage.until(5.0)
        assert len(await stage.open_named("a")) == (not acts_late)
        assert (await placing)["error"] == []
        assert stage.venue.now_s() == pytest.approx(20.0, abs=0.1)

    play(story, at_once(LateAnswer(Operation.PLACE, seconds=20.0, acts_late=acts_late)))


def test_what_comes_to_the_engine_after_its_deadline_is_not_done() -> None:
    async def story(stage: KrakenStage) -> None:
        in_ten_s = microseconds(int(stage.venue.clock_s() * 1000) + 10_000)
        assert (await stage.place("a", deadline=in_ten_s))["error"] == ["EService:Deadline elapsed"]
        assert await stage.open_named("a") == {}

    play(story, at_once(LateAnswer(Operation.PLACE, seconds=15.0, acts_late=True)))


def test_an_answer_waits_for_the_report() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.place("a"))["error"] == []
        assert stage.fired == 1

    play(story, at_once(ReportBeforeAck()))


def test_a_young_order_is_not_to_be_found() -> None:
    async def story(stage: KrakenStage) -> None:
        txid = (await stage.place("a"))["result"]["txid"][0]
        assert await stage.open_named("a") == {}
        assert (await stage.post("QueryOrders", txid=txid))["error"] == ["EOrder:Unknown order"]
        await stage.until(2.5)
        assert list(await stage.open_named("a")) == [txid]
        assert (await stage.post("QueryOrders", txid=txid))["error"] == []

    play(story, at_once(QueryLag(lag_s=2.0)))


def test_a_fault_on_one_order_or_market_spares_the_others() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.place("a"))["error"] == ["EGeneral:Internal error"]
        txid = (await stage.place("b"))["result"]["txid"][0]
        assert (await stage.post("CancelOrder", txid=txid))["error"] == []
        assert (await stage.get("Depth", pair="XLTCXXBT"))["error"] == ["EGeneral:Internal error"]
        assert (await stage.get("Depth", pair="XBTUSDT"))["error"] == []

    play(
        story,
        at_once(ServerErrorBefore(Operation.PLACE, order="a")),
        at_once(ServerErrorBefore(Operation.DEPTH, symbol="LTCBTC")),
    )


def test_a_depth_of_the_past() -> None:
    async def story(stage: KrakenStage) -> None:
        before = await stage.get("Depth", pair="XBTUSDT", count="5")
        await stage.until(20.0)
        late = await stage.get("Depth", pair="XBTUSDT", count="5")
        rows = [[row[:2] for row in book["result"]["XBTUSDT"]["bids"]] for book in (before, late)]
        assert rows[0] == rows[1]
        assert stage.fired == 1

    play(story, during(10.0, 30.0, StaleSnapshot(age_s=20.0)))


# --- the venue itself -----------------------------------------------------------------------------


def test_in_maintenance_only_the_status_is_told() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.get("SystemStatus"))["result"]["status"] == "maintenance"
        for told in (await stage.get("Time"), await stage.post("CancelAll"), await stage.place("a")):
            assert told["error"] == ["EService:Unavailable"]
        await stage.until(60.1)
        assert (await stage.get("SystemStatus"))["result"]["status"] == "online"
        assert (await stage.place("a"))["error"] == []

    play(story, at_once(Maintenance()))


@pytest.mark.parametrize(
    ("mode", "limit", "post"),
    [
        ("cancel_only", "EService:Market in cancel_only mode", "EService:Market in cancel_only mode"),
        ("post_only", "EService:Market in post_only mode", None),
    ],
)
def test_the_whole_venue_takes_part_of_what_it_takes(mode: str, limit: str, post: str | None) -> None:
    async def story(stage: KrakenStage) -> None:
        txid = (await stage.place("before"))["result"]["txid"][0]
        await stage.until(1.5)
        assert (await stage.get("SystemStatus"))["result"]["status"] == mode
        assert (await stage.place("a"))["error"] == [limit]
        assert (await stage.place("b", oflags="post"))["error"] == ([post] if post else [])
        assert (await stage.post("CancelOrder", txid=txid))["error"] == []

    play(story, during(1.0, 60.0, SystemMode(mode)))


@pytest.mark.parametrize(
    ("status", "shown", "placing", "cancelling"),
    [
        ("HALT", "cancel_only", "EService:Market in cancel_only mode", None),
        ("CANCEL_ONLY", "cancel_only", "EService:Market in cancel_only mode", None),
        ("POST_ONLY", "post_only", "EService:Market in post_only mode", None),
        ("BREAK", "cancel_only", "EService:Market in cancel_only mode", "EService:Unavailable"),
    ],
)
def test_one_market_is_halted(status: str, shown: str, placing: str, cancelling: str | None) -> None:
    async def story(stage: KrakenStage) -> None:
        await stage.place("before")
        await stage.until(1.5)
        listed = (await stage.get("AssetPairs"))["result"]
        assert (listed["XBTUSDT"]["status"], listed["ETHUSDT"]["status"]) == (shown, "online")
        assert (await stage.place("a"))["error"] == [placing]
        told = (await stage.post("CancelOrder", cl_ord_id="before"))["error"]
        assert told == ([cancelling] if cancelling else [])

    play(story, during(1.0, 60.0, SymbolHalted("BTCUSDT", status)))


def test_a_market_vanishes() -> None:
    async def story(stage: KrakenStage) -> None:
        txid = (await stage.place("a"))["result"]["txid"][0]
        await stage.until(1.5)
        assert "XBTUSDT" not in (await stage.get("AssetPairs"))["result"]
        assert (await stage.place("b"))["error"] == ["EQuery:Unknown asset pair"]
        assert (await stage.post("QueryOrders", txid=txid))["result"][txid]["status"] == "expired"

    play(story, during(1.0, 60.0, SymbolDelisted("BTCUSDT")))


def test_a_market_appears() -> None:
    async def story(stage: KrakenStage) -> None:
        pair = (await stage.get("AssetPairs"))["result"]["XRPUSDT"]
        assert (pair["wsname"], pair["base"], pair["tick_size"]) == ("XRP/USDT", "XXRP", "0.1")

    play(story, at_once(SymbolListed("XRPUSDT")))


def test_rules_change() -> None:
    async def story(stage: KrakenStage) -> None:
        pair = (await stage.get("AssetPairs"))["result"]["XBTUSDT"]
        assert (pair["tick_size"], pair["lot_decimals"], pair["costmin"]) == ("0.5", 6, "100")
        assert (await stage.place("a", price="50000.1"))["error"] == ["EOrder:Tick size check failed"]
        assert (await stage.place("a", volume="0.001"))["error"] == ["EOrder:Cost minimum not met"]
        told = await stage.place("a", volume="0.00300001")
        assert told["error"] == ["EGeneral:Invalid arguments:volume"]
        assert (await stage.place("a", price="50000.5"))["error"] == []

    play(story, at_once(FiltersChanged("BTCUSDT", tick_multiple=5, step_multiple=100, min_notional="100")))


def test_the_venues_clock_goes_wrong_and_only_its_time_shows_it() -> None:
    async def story(stage: KrakenStage) -> None:
        assert (await stage.get("Time"))["result"]["unixtime"] == int(time.time()) + 30
        assert (await stage.post("Balance"))["error"] == []

    play(story, at_once(ClockSkew(30.0)))
    play(story, at_once(ClockStep(30.0)))
