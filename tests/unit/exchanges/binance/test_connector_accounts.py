"""Orders and executions as REST and the stream tell them."""

from decimal import Decimal as D

import msgspec
import pytest

from exchanges.models import OrderStatus, OrderType, Side
from exchanges.venues.binance.accounts import fill_in_list, order_in_answer, order_in_report
from exchanges.venues.binance.messages import ExecutionReport, MyTrade, OrderBody

BODY = {
    "symbol": "FOOUSDT",
    "orderId": 9001,
    "clientOrderId": "mine",
    "price": "100.00000000",
    "origQty": "1.00000000",
    "executedQty": "0.40000000",
    "cummulativeQuoteQty": "40.00000000",
    "status": "PARTIALLY_FILLED",
    "type": "LIMIT",
    "side": "BUY",
    "transactTime": 1800000000001,
}
REPORT = {
    "e": "executionReport",
    "E": 1800000000000,
    "s": "FOOUSDT",
    "c": "mine",
    "S": "SELL",
    "o": "LIMIT",
    "q": "1.00000000",
    "p": "100.00000000",
    "C": "",
    "x": "TRADE",
    "X": "PARTIALLY_FILLED",
    "r": "NONE",
    "i": 9001,
    "l": "0.10000000",
    "z": "0.10000000",
    "L": "99.50000000",
    "n": "0.00010000",
    "N": "FOO",
    "T": 1800000000002,
    "t": 501,
    "m": True,
    "Z": "9.95000000",
}


def body(**changes: object) -> OrderBody:
    return msgspec.convert({**BODY, **changes}, OrderBody)


def report(**changes: object) -> ExecutionReport:
    return msgspec.convert({**REPORT, **changes}, ExecutionReport)


def test_an_answer_becomes_an_order() -> None:
    order, fills = order_in_answer(body())

    assert (order.client_order_id, order.venue_order_id, order.status) == (
        "mine",
        "9001",
        OrderStatus.PARTIALLY_FILLED,
    )
    assert (order.filled, order.quote_filled, order.average_price) == (D("0.4"), D(40), D(100))
    assert fills == ()


def test_executions_in_an_answer_are_fills() -> None:
    row = {"price": "100.5", "qty": "0.4", "commission": "0.01", "commissionAsset": "BNB", "tradeId": 7}
    _, (fill,) = order_in_answer(body(fills=[row]))

    assert (fill.trade_id, fill.price, fill.quantity, fill.fee, fill.fee_asset) == (
        "7",
        D("100.5"),
        D("0.4"),
        D("0.01"),
        "BNB",
    )


def test_after_a_cancel_the_order_keeps_its_own_id() -> None:
    order, _ = order_in_answer(body(clientOrderId="cancel-1", origClientOrderId="mine"))
    reported, fill = order_in_report(report(c="cancel-1", C="mine", x="CANCELED", X="CANCELED", t=-1))

    assert order.client_order_id == "mine"
    assert reported.client_order_id == "mine"
    assert fill is None


def test_an_unknown_quote_amount_is_not_negative() -> None:
    order, _ = order_in_answer(body(cummulativeQuoteQty="-1.00000000"))

    assert order.quote_filled == 0


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("NEW", OrderStatus.NEW),
        ("PENDING_NEW", OrderStatus.NEW),
        ("EXPIRED_IN_MATCH", OrderStatus.EXPIRED),
        ("SOMETHING_NEW", OrderStatus.UNRECOGNISED),
    ],
)
def test_each_status_is_understood_or_said_to_be_unknown(word: str, status: OrderStatus) -> None:
    assert order_in_answer(body(status=word))[0].status is status
    assert order_in_report(report(X=word))[0].status is status


def test_a_type_that_is_newer_than_we_are_is_no_failure() -> None:
    assert order_in_answer(body(type="PEGGED"))[0].type is OrderType.UNRECOGNISED


def test_an_execution_report_is_a_fill_only_if_something_was_traded() -> None:
    order, fill = order_in_report(report())
    assert fill is not None
    assert (fill.side, fill.price, fill.quantity, fill.maker, order.filled) == (
        Side.SELL,
        D("99.5"),
        D("0.1"),
        True,
        D("0.1"),
    )

    assert order_in_report(report(x="NEW", X="NEW", t=-1, l="0"))[1] is None
    assert order_in_report(report(x="TRADE_PREVENTION", X="EXPIRED_IN_MATCH"))[1] is None
    assert order_in_report(report(l="0.00000000"))[1] is None


def test_a_fill_in_the_list_carries_the_id_that_was_asked_for() -> None:
    row = MyTrade("FOOUSDT", 7, 9001, D("1"), D("2"), D("0"), None, 5, True, False)

    fill = fill_in_list(row, "mine")
    assert (fill.client_order_id, fill.trade_id, fill.side) == ("mine", "7", Side.BUY)


def test_the_reason_of_an_expiry_is_told() -> None:
    assert order_in_report(report(X="EXPIRED", eR="UNFILLED_IOC_QUANTITY_EXPIRED"))[0].reason == (
        "UNFILLED_IOC_QUANTITY_EXPIRED"
    )
    assert order_in_report(report())[0].reason == ""
