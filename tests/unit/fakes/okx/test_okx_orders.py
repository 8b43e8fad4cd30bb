"""Placing, cancelling, amending and asking, over REST."""

from decimal import Decimal

import pytest

from fakes.instruments import BUY
from fakes.ledger import Traded
from fakes.matching import NewOrder
from fakes.venues.okx import codes
from fakes.venues.okx.orders import FORGOTTEN_MS
from tests.unit.fakes.okx.okx_caller import OTHER_KEY, OkxCaller


def test_an_order_rests_and_is_shown(caller: OkxCaller) -> None:
    row = caller.order(caller.placed(clOrdId="mine", tag="me"))

    assert [row[name] for name in ("state", "px", "sz", "side", "ordType", "clOrdId", "tag")] == [
        "live",
        "50000",
        "0.01",
        "buy",
        "limit",
        "mine",
        "me",
    ]
    assert [row[name] for name in ("accFillSz", "avgPx", "fillPx", "fillSz", "tradeId", "fee", "feeCcy")] == [
        "0",
        "",
        "",
        "0",
        "",
        "0",
        "BTC",
    ]


def test_a_buy_that_takes_pays_its_fee_in_what_it_receives(caller: OkxCaller) -> None:
    row = caller.order(caller.placed(px="60100", sz="0.5"))

    assert [row[name] for name in ("state", "accFillSz", "avgPx", "fillPx", "fillSz", "fee", "feeCcy")] == [
        "filled",
        "0.5",
        "60100",
        "60100",
        "0.5",
        "-0.0005",
        "BTC",
    ]
    assert caller.balance("BTC") == (Decimal("10.4995"), Decimal("10.4995"))
    assert caller.balance("USDT")[0] == Decimal(1_000_000) - Decimal("30050")


def test_a_sell_pays_it_in_the_quote_asset(caller: OkxCaller) -> None:
    row = caller.order(caller.placed(side="sell", px="59900", sz="0.5"))

    assert (row["fee"], row["feeCcy"], row["rebateCcy"]) == ("-29.95", "USDT", "BTC")
    assert caller.balance("USDT")[0] == Decimal(1_000_000) + Decimal("29920.05")


@pytest.mark.parametrize(
    ("changed", "state", "filled", "source"),
    [
        ({"ordType": "post_only", "px": "60100"}, "canceled", "0", "31"),
        ({"ordType": "fok", "px": "60100", "sz": "2"}, "canceled", "0", "13"),
        ({"ordType": "fok", "px": "60100", "sz": "1"}, "filled", "1", ""),
        ({"ordType": "ioc", "px": "60100", "sz": "2"}, "canceled", "1", "14"),
        ({"ordType": "ioc", "px": "60000", "sz": "2"}, "canceled", "0", "14"),
        ({"ordType": "post_only", "px": "60000"}, "live", "0", ""),
    ],
)
def test_what_may_not_rest_or_take_is_accepted_and_then_cancelled(
    caller: OkxCaller, changed: dict[str, str], state: str, filled: str, source: str
) -> None:
    row = caller.order(caller.placed(**changed))

    assert (row["state"], row["accFillSz"], row["cancelSource"]) == (state, filled, source)


def test_a_market_buy_is_sized_in_the_quote_asset(caller: OkxCaller) -> None:
    row = caller.order(caller.placed(ordType="market", px=None, sz="601"))

    assert (row["tgtCcy"], row["sz"], row["accFillSz"], row["px"]) == ("quote_ccy", "601", "0.01", "")


def test_unless_it_says_otherwise(caller: OkxCaller) -> None:
    row = caller.order(caller.placed(ordType="market", px=None, sz="0.02", tgtCcy="base_ccy"))

    assert (row["tgtCcy"], row["accFillSz"]) == ("base_ccy", "0.02")


def test_a_market_sell_in_the_quote_asset(caller: OkxCaller) -> None:
    row = caller.order(caller.placed(side="sell", ordType="market", px=None, sz="599", tgtCcy="quote_ccy"))

    assert (row["sz"], row["accFillSz"]) == ("599", "0.01")


def test_a_market_buy_beyond_what_there_is_is_cut() -> None:
    caller = OkxCaller(balances={"USDT": Decimal("601")})

    assert caller.order(caller.placed(ordType="market", px=None, sz="6010"))["accFillSz"] == "0.01"


def test_a_market_sell_beyond_what_there_is_is_cut() -> None:
    caller = OkxCaller(balances={"BTC": Decimal("0.01")})

    assert caller.order(caller.placed(side="sell", ordType="market", px=None, sz="1"))["accFillSz"] == "0.01"


def test_unless_that_is_forbidden() -> None:
    caller = OkxCaller(balances={"USDT": Decimal("601")})

    assert caller.place(ordType="market", px=None, sz="6010", banAmend=True).code == codes.NO_FUNDS


def test_empty_and_null_values_are_as_if_they_were_not_there(caller: OkxCaller) -> None:
    """As python-okx sends them (OKX-08)."""
    answer = caller.place(
        ccy="", clOrdId="", tag="", posSide="", reduceOnly="", tgtCcy="", attachAlgoOrds=None, stpMode=""
    )

    assert answer.row["sCode"] == "0"


def test_numbers_are_taken_for_texts(caller: OkxCaller) -> None:
    assert caller.place(px=50000, sz=0.01).row["sCode"] == "0"


@pytest.mark.parametrize("wrong", ["with-hyphen", "a" * 33, "ü"])
def test_a_name_has_letters_and_digits(caller: OkxCaller, wrong: str) -> None:
    assert caller.place(clOrdId=wrong).code == codes.PARAMETER_ERROR


def test_a_name_may_be_used_again_once_its_order_is_over(caller: OkxCaller) -> None:
    first = caller.placed(clOrdId="again")
    caller.cancel(clOrdId="again")
    second = caller.placed(clOrdId="again")

    assert caller.get("trade/order", instId="BTC-USDT", clOrdId="again").row["ordId"] == second != first


def test_a_name_is_taken_on_every_market(caller: OkxCaller) -> None:
    caller.placed(clOrdId="one")

    assert caller.place(instId="ETH-USDT", px="10", sz="1", clOrdId="one").code == codes.DUPLICATE_ID


def test_case_matters(caller: OkxCaller) -> None:
    caller.placed(clOrdId="one")

    assert caller.place(clOrdId="ONE").row["sCode"] == "0"


# --- cancelling -----------------------------------------------------------------------------------


def test_a_cancelled_order_holds_nothing(caller: OkxCaller) -> None:
    ord_id = caller.placed()
    assert caller.balance("USDT")[1] == Decimal(999_500)

    answer = caller.cancel(ordId=ord_id)

    assert answer.row["ordId"] == ord_id
    assert caller.order(ord_id)["cancelSource"] == "1"
    assert caller.balance("USDT")[1] == Decimal(1_000_000)


def test_the_id_decides_beside_a_name(caller: OkxCaller) -> None:
    first, second = caller.placed(clOrdId="first"), caller.placed(clOrdId="second")

    caller.cancel(ordId=first, clOrdId="second")

    assert [caller.order(each)["state"] for each in (first, second)] == ["canceled", "live"]


def test_what_is_over_cannot_be_cancelled(caller: OkxCaller) -> None:
    filled = caller.placed(px="60100")

    assert caller.cancel(ordId=filled).code == codes.NOT_CANCELLED
    assert caller.cancel(ordId="999").code == codes.NOT_CANCELLED


def test_an_order_of_another_market_is_not_found(caller: OkxCaller) -> None:
    ord_id = caller.placed()

    assert caller.cancel(instId="ETH-USDT", ordId=ord_id).code == codes.NOT_CANCELLED
    assert caller.get("trade/order", instId="ETH-USDT", ordId=ord_id).code == codes.NO_ORDER


def test_nor_one_of_another_account(caller: OkxCaller) -> None:
    ord_id = caller.place(api_key=OTHER_KEY).row["ordId"]

    assert caller.cancel(ordId=ord_id).code == codes.NOT_CANCELLED


# --- amending -------------------------------------------------------------------------------------


def test_an_amendment_keeps_the_id(caller: OkxCaller) -> None:
    ord_id = caller.placed()

    answer = caller.amend(ordId=ord_id, newSz="0.02", newPx="49000", reqId="r1")

    assert (answer.row["ordId"], answer.row["reqId"]) == (ord_id, "r1")
    row = caller.order(ord_id)
    assert (row["sz"], row["px"], row["state"]) == ("0.02", "49000", "live")
    assert caller.balance("USDT")[1] == Decimal(1_000_000 - 980)


def test_the_new_size_counts_what_is_filled(caller: OkxCaller) -> None:
    ord_id = caller.placed(px="60100", sz="1.5")

    caller.amend(ordId=ord_id, newSz="1.2")

    row = caller.order(ord_id)
    assert (row["sz"], row["accFillSz"], row["state"]) == ("1.2", "1", "partially_filled")


def test_down_to_what_is_filled_it_ends_as_filled(caller: OkxCaller) -> None:
    ord_id = caller.placed(px="60100", sz="1.5")

    caller.amend(ordId=ord_id, newSz="1")

    assert caller.order(ord_id)["state"] == "filled"


def test_an_amendment_that_fails_may_cancel(caller: OkxCaller) -> None:
    ord_id = caller.placed()

    assert caller.amend(ordId=ord_id, newSz="100000", cxlOnFail=True).code == codes.AMEND_NO_FUNDS
    assert caller.order(ord_id)["state"] == "canceled"


# --- batches --------------------------------------------------------------------------------------


def test_a_batch_tells_of_each(caller: OkxCaller) -> None:
    rows = [caller.order_of(clOrdId="good"), caller.order_of(clOrdId="bad", sz="0.000001")]

    body = caller.post_list("trade/batch-orders", rows).body

    assert body["code"] == "2"
    assert [(row["clOrdId"], row["sCode"]) for row in body["data"]] == [("good", "0"), ("bad", "51020")]


def test_a_batch_in_which_all_fails(caller: OkxCaller) -> None:
    body = caller.post_list("trade/batch-orders", [caller.order_of(sz="0.000001")] * 2).body

    assert (body["code"], body["msg"]) == ("1", "All operations failed")


def test_cancels_and_amendments_come_in_batches(caller: OkxCaller) -> None:
    named = [{"instId": "BTC-USDT", "ordId": caller.placed()} for _ in range(2)]

    amended = caller.post_list("trade/amend-batch-orders", [{**each, "newSz": "0.02"} for each in named])
    cancelled = caller.post_list("trade/cancel-batch-orders", named)

    assert [row["sCode"] for row in amended.data + cancelled.data] == ["0"] * 4


# --- asking ---------------------------------------------------------------------------------------


def test_lists_are_newest_first_and_cut_into_pages(caller: OkxCaller) -> None:
    ids = [caller.placed() for _ in range(5)]

    def listed(**given: str) -> list[str]:
        return [row["ordId"] for row in caller.get("trade/orders-pending", **given).data]

    assert listed() == ids[::-1]
    assert listed(limit="2") == ids[:2:-1]
    assert listed(limit="2", after=ids[3]) == [ids[2], ids[1]]
    assert listed(before=ids[3]) == [ids[4]]


def test_what_is_over_is_in_the_history(caller: OkxCaller) -> None:
    filled, cancelled = caller.placed(px="60100"), caller.placed()
    caller.cancel(ordId=cancelled)

    history = caller.get("trade/orders-history", instType="SPOT").data
    archive = caller.get("trade/orders-history-archive", instType="SPOT").data

    assert [row["ordId"] for row in history] == [cancelled, filled]
    assert [row["ordId"] for row in archive] == [filled]  # OKX-38
    assert caller.get("trade/orders-history", instType="SPOT", state="filled").data[0]["ordId"] == filled


def test_a_cancelled_order_without_fills_is_forgotten_after_two_hours(caller: OkxCaller) -> None:
    ord_id = caller.placed(clOrdId="gone")
    caller.cancel(ordId=ord_id)

    caller.now_s += FORGOTTEN_MS / 1000
    assert caller.order(ord_id)["state"] == "canceled"
    caller.now_s += 1

    assert caller.get("trade/order", instId="BTC-USDT", clOrdId="gone").code == codes.NO_ORDER
    assert caller.get("trade/orders-history", instType="SPOT").data == []


def test_one_with_fills_is_not(caller: OkxCaller) -> None:
    ord_id = caller.placed(ordType="ioc", px="60100", sz="2")

    caller.now_s += 3 * 3600

    assert caller.order(ord_id)["accFillSz"] == "1"


def test_fills_are_listed_with_their_fees(caller: OkxCaller) -> None:
    ord_id = caller.placed(px="60100", sz="0.5")

    [fill] = caller.get("trade/fills", ordId=ord_id).data

    assert [fill[name] for name in ("ordId", "fillPx", "fillSz", "fee", "feeCcy", "execType", "side")] == [
        ord_id,
        "60100",
        "0.5",
        "-0.0005",
        "BTC",
        "T",
        "buy",
    ]
    assert [entry.fact.trade_id for entry in caller.venue.ledger.of(Traded)][-1] == int(fill["tradeId"])


def test_what_came_by_no_protocol_is_shown_too(caller: OkxCaller) -> None:
    """Somebody placed it by hand: its id is made when it is asked for."""
    instrument = caller.exchange.instrument("BTCUSDT")
    new = NewOrder(
        account="subject",
        client_order_id="byhand",
        side=BUY,
        ticks=instrument.ticks(Decimal(50_000)),
        lots=10**6,
    )
    caller.exchange.place("BTCUSDT", new)

    [row] = caller.get("trade/orders-pending").data

    assert (row["clOrdId"], row["sz"], row["ordType"]) == ("byhand", "0.01", "limit")
    assert caller.cancel(ordId=row["ordId"]).row["sCode"] == "0"


# --- ends -----------------------------------------------------------------------------------------


def test_a_request_in_time_is_executed(caller: OkxCaller) -> None:
    exp_time = str(int(caller.venue.clock_s() * 1000) + 1)

    answer = caller.asked("POST", "trade/order", caller.order_of(), exp_time=exp_time)

    assert answer.row["sCode"] == "0"


def test_answers_about_orders_tell_when_the_request_came(caller: OkxCaller) -> None:
    body = caller.place().body

    assert body["inTime"] == body["outTime"] == str(int(caller.now_s * 1_000_000))
    assert "inTime" not in caller.get("account/balance").body
