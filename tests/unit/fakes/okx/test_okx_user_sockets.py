"""Private channels and trading over a socket: logins, reports in order, balances, answers in frames."""

from typing import Any

import pytest

from fakes.ledger import RequestReceived
from fakes.venue import Key
from fakes.venues.okx import codes
from tests.unit.fakes.okx.okx_caller import API_KEY, OTHER_KEY, PASSPHRASE, SECRET, sign
from tests.unit.fakes.okx.okx_stage import CODE, Stage, played, subject
from tests.unit.fakes.still_venue import BALANCES

ORDERS = {"channel": "orders", "instType": "ANY"}
ACCOUNT = {"channel": "account"}


def shown(rows: list[Any], *names: str) -> list[Any]:
    return [tuple(row[name] for name in names) for row in rows]


# --- logins ---------------------------------------------------------------------------------------


def test_a_login_is_answered() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.connected("private") as client:
            return await client.log_in()

    assert played(play) == {"event": "login", "code": "0", "msg": "", "connId": "00000001"}


def test_a_timestamp_may_be_a_number() -> None:
    """As python-okx sends it (OKX-59)."""

    async def play(stage: Stage) -> Any:
        async with stage.connected("private") as client:
            now_s = int(stage.venue.clock_s())
            login = {"apiKey": API_KEY, "passphrase": PASSPHRASE, "timestamp": now_s}
            return await client.ask("login", {**login, "sign": sign(f"{now_s}GET/users/self/verify")})

    assert played(play)["event"] == "login"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"apiKey": "0a1b2c3d-0000-4000-8000-0123456789ff"}, 60032),
        ({"apiKey": "x"}, 60005),
        ({"passphrase": "another"}, 60024),
        ({"timestamp": "yesterday"}, 60004),
        ({"timestamp": "1538054050"}, 60006),
        ({"sign": "c2lnbmVk"}, 60007),
    ],
)
def test_a_login_that_is_not_believed_is_refused_and_the_connection_stays(
    changed: dict[str, str], code: int
) -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected("private") as client:
            refused = await client.log_in(**changed)
            assert (refused["event"], refused["code"]) == ("error", str(code))
            assert (await client.log_in())["event"] == "login"

    played(play)


def test_another_key_cannot_log_in_where_one_is() -> None:
    other = Key(api_key=OTHER_KEY, secret=SECRET, passphrase=PASSPHRASE, account="other")

    async def play(stage: Stage) -> None:
        async with stage.logged_in() as client:
            assert (await client.log_in(apiKey=OTHER_KEY))["code"] == "60031"
            assert (await client.log_in())["event"] == "login"

    played(play, keys=[subject(), other])


# --- orders ---------------------------------------------------------------------------------------


def test_orders_have_no_first_push_and_each_step_is_told() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.logged_in() as client:
            await stage.place("before", px="49000")
            await client.subscribed(**ORDERS)
            await stage.place("a")
            stage.fill("a", 400_000)
            stage.fill("a")
            await stage.place("b")
            await stage.post("trade/amend-order", instId="BTC-USDT", clOrdId="b", newSz="0.02", reqId="r1")
            await stage.post("trade/cancel-order", instId="BTC-USDT", clOrdId="b")
            return await client.rows("orders", 6)

    rows = played(play)

    assert shown(rows, "clOrdId", "state", "accFillSz", "fillSz") == [
        ("a", "live", "0", "0"),
        ("a", "partially_filled", "0.004", "0.004"),
        ("a", "filled", "0.01", "0.006"),
        ("b", "live", "0", "0"),
        ("b", "live", "0", "0"),
        ("b", "canceled", "0", "0"),
    ]
    assert shown(rows[1:3], "execType", "fillFee", "fillFeeCcy", "fillPx") == [
        ("M", "-0.0000032", "BTC", "50000"),
        ("M", "-0.0000048", "BTC", "50000"),
    ]
    assert shown(rows[4:], "amendResult", "reqId", "sz", "cancelSource") == [
        ("0", "r1", "0.02", ""),
        ("", "", "0.02", "1"),
    ]


def test_reports_name_the_account_and_come_after_the_answer() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in(ORDERS) as client:
            await client.place(clOrdId="a")
            assert client.told == []  # nothing came before the answer
            message = await client.data("orders")
            assert message["arg"] == {**ORDERS, "uid": message["arg"]["uid"]}
            assert message["arg"]["uid"].isdigit()

    played(play)


@pytest.mark.parametrize(
    ("arg", "told"),
    [
        ({"instType": "SPOT"}, True),
        ({"instType": "SPOT", "instId": "BTC-USDT"}, True),
        ({"instType": "SPOT", "instId": "ETH-USDT"}, False),
        ({"instType": "SWAP"}, False),
    ],
)
def test_a_subscription_is_about_what_it_says(arg: dict[str, str], told: bool) -> None:
    async def play(stage: Stage) -> bool:
        async with stage.logged_in({"channel": "orders", **arg}, ACCOUNT) as client:
            await client.data("account")  # as it was
            await stage.place("a")
            await client.data("account")  # which follows the report
            return bool(client.told)

    assert played(play) is told


def test_a_post_only_order_that_would_take_is_told_twice() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.logged_in(ORDERS) as client:
            await client.place(ordType="post_only", px="60100")
            return await client.rows("orders", 2)

    assert shown(played(play), "state", "cancelSource") == [("live", ""), ("canceled", "31")]


# --- balances -------------------------------------------------------------------------------------


def test_the_account_is_told_whole_and_then_what_changes() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.logged_in(ACCOUNT) as client:
            messages = [await client.data("account")]
            await stage.place("a")
            messages.append(await client.data("account"))
            stage.fill("a")
            messages.append(await client.data("account"))
            return messages

    first, placed, filled = played(play)

    assert (first["eventType"], placed["eventType"]) == ("snapshot", "event_update")
    assert shown(first["data"][0]["details"], "ccy", "cashBal", "availBal") == [
        ("BTC", "10", "10"),
        ("USDT", "1000000", "1000000"),
    ]
    assert ("USDT", "1000000", "999500", "500") in shown(
        placed["data"][0]["details"], "ccy", "cashBal", "availBal", "ordFrozen"
    )
    assert shown(filled["data"][0]["details"], "ccy", "cashBal", "availBal") == [
        ("BTC", "10.009992", "10.009992"),
        ("USDT", "999500", "999500"),
    ]


@pytest.mark.parametrize(
    ("more", "regular"), [({}, True), ({"extraParams": '{"updateInterval":"0"}'}, False)]
)
def test_the_account_comes_regularly_unless_that_is_switched_off(more: dict[str, str], regular: bool) -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in({**ACCOUNT, **more}) as client:
            await client.data("account")
            if regular:
                assert (await client.data("account"))["eventType"] == "interval_update"
                assert 5 <= stage.venue.now_s() < 5.5
            else:
                assert await client.end() == 4004

    played(play)


def test_a_deposit_is_told() -> None:
    async def play(stage: Stage) -> Any:
        async with stage.logged_in(ACCOUNT) as client:
            await client.data("account")
            stage.venue.exchange.deposit("subject", "BTC", 10**14)
            return await client.data("account")

    assert shown(played(play)["data"][0]["details"], "ccy", "cashBal") == [("BTC", "11")]


def test_balances_and_trades_come_together_on_their_channel() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.logged_in({"channel": "balance_and_position"}) as client:
            rows = await client.rows("balance_and_position", 1)
            await stage.place("a")
            stage.fill("a")
            return rows + await client.rows("balance_and_position", 1)

    first, filled = played(play)

    assert (first["eventType"], shown(first["balData"], "ccy", "cashBal")) == (
        "snapshot",
        [("BTC", "10"), ("USDT", "1000000")],
    )
    [trade] = filled["trades"]
    assert (filled["eventType"], trade["instId"]) == ("filled", "BTC-USDT")


def test_connections_of_a_channel_are_counted_and_the_newest_is_cut_off() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in(ORDERS) as first, stage.logged_in() as second:
            await second.send("subscribe", ORDERS)
            assert (await second.message())["event"] == "subscribe"
            told = await second.message()
            assert (told["event"], told["connCount"]) == ("channel-conn-count-error", "2")
            await stage.place("a")
            await first.data("orders")
            await second.socket.send_str("ping")
            assert await second.text() == "pong"

    played(play, limits={"connections a channel": 1})


# --- trading --------------------------------------------------------------------------------------


def test_orders_are_placed_amended_and_cancelled_over_the_socket() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in() as client:
            placed = await client.place(clOrdId="a")
            assert (placed["op"], placed["code"], placed["data"][0]["sCode"]) == ("order", "0", "0")
            assert placed["inTime"].isdigit()
            named = {"instIdCode": CODE, "clOrdId": "a"}
            amended = await client.request("amend-order", {**named, "newSz": "0.02"})
            assert amended["data"][0]["ordId"] == placed["data"][0]["ordId"]
            cancelled = await client.request("cancel-order", named)
            assert cancelled["data"][0]["sCode"] == "0"
            refused = await client.request("cancel-order", named)
            assert (refused["code"], refused["data"][0]["sCode"]) == ("1", str(codes.NOT_CANCELLED))
        assert [fact.transport for fact in stage.facts(RequestReceived)] == ["ws"] * 4

    played(play)


def test_batches_go_over_the_socket() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in() as client:
            row = {"instIdCode": CODE, "tdMode": "cash", "side": "buy", "ordType": "limit", "px": "50000"}
            placed = await client.request("batch-orders", {**row, "sz": "0.01"}, {**row, "sz": "0"})
            assert (placed["code"], [each["sCode"] for each in placed["data"]]) == ("2", ["0", "51000"])
            named = {"instIdCode": CODE, "ordId": placed["data"][0]["ordId"]}
            assert (await client.request("batch-amend-orders", {**named, "newPx": "49000"}))["code"] == "0"
            assert (await client.request("batch-cancel-orders", named))["code"] == "0"

    played(play)


def test_the_socket_knows_instruments_by_number_only() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in() as client:
            by_name = await client.place(instIdCode=None)
            assert (by_name["code"], by_name["data"]) == (str(codes.PARAMETER_EMPTY), [])
            unknown = await client.place(instIdCode=1)
            assert unknown["data"][0]["sCode"] == str(codes.UNKNOWN_INSTRUMENT)

    played(play)


def test_the_socket_and_rest_share_a_budget() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in() as client:
            await stage.place("a")
            assert (await client.place())["code"] == "0"
            assert (await client.place())["code"] == str(codes.TOO_MANY)

    played(play, limits={"place": 2})


@pytest.mark.parametrize(
    "request_",
    [
        {"op": "order", "args": [{}]},
        {"op": "order", "id": "not-legal", "args": [{}]},
        {"op": "order", "id": "1", "args": []},
        {"op": "order", "id": "1", "args": [{}, {}]},
        {"op": "mass-cancel", "id": "1", "args": [{}]},
    ],
)
def test_what_is_no_request_about_orders_is_refused(request_: dict[str, Any]) -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in() as client:
            await client.send(
                request_["op"], *request_["args"], **({"id": i} if (i := request_.get("id")) else {})
            )
            refused = await client.message()
            assert (refused["code"], refused["data"]) == ("60013", [])

    played(play)


def test_without_a_login_there_is_no_trading() -> None:
    async def play(stage: Stage) -> None:
        async with stage.connected("private") as client:
            assert (await client.ask("order", {"instIdCode": CODE}, id="1"))["code"] == "60011"

    played(play)


def test_a_request_that_comes_too_late_is_not_executed() -> None:
    async def play(stage: Stage) -> None:
        async with stage.logged_in() as client:
            await client.send("order", {"instIdCode": CODE}, id="1", expTime="1")
            assert (await client.message())["code"] == str(codes.EXPIRY_PAST)

    played(play)


def test_the_switch_strikes_when_it_is_not_set_anew() -> None:
    async def play(stage: Stage) -> list[Any]:
        async with stage.logged_in(ORDERS) as client:
            await stage.place("tagged", tag="me")
            await stage.place("other")
            set_ = await stage.post("trade/cancel-all-after", timeOut="10", tag="me")
            assert set_["data"][0]["tag"] == "me"
            await stage.until(5)
            await client.socket.send_str("ping")
            rows = await client.rows("orders", 2)
            await client.text()
            rows += await client.rows("orders", 1)
            assert 10 <= stage.venue.now_s() < 11
            return rows

    assert shown(played(play), "clOrdId", "state", "cancelSource") == [
        ("tagged", "live", ""),
        ("other", "live", ""),
        ("tagged", "canceled", "20"),
    ]


def test_the_switch_can_be_switched_off() -> None:
    async def play(stage: Stage) -> None:
        await stage.place("a")
        await stage.post("trade/cancel-all-after", timeOut=10)
        await stage.until(2)
        assert (await stage.post("trade/cancel-all-after", timeOut=0))["data"][0]["triggerTime"] == "0"
        await stage.until(20)
        assert len((await stage.get("trade/orders-pending"))["data"]) == 1

    played(play)


def test_the_account_begins_with_what_was_deposited() -> None:
    async def play(stage: Stage) -> Any:
        return (await stage.get("account/balance"))["data"][0]["details"]

    assert {row["ccy"]: row["cashBal"] for row in played(play)} == {
        asset: str(amount) for asset, amount in BALANCES.items()
    }
