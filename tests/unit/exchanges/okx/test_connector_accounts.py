"""Orders, executions and balances in our words."""

from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.models import Balance, Fill, Order, OrderStatus, OrderType, Side
from exchanges.venues.okx.accounts import balances_in, fill_in, fill_in_list, order_in
from exchanges.venues.okx.messages import AccountRow, FillRow, OrderRow
from tests.unit.exchanges.okx.documented import ACCOUNT, FILL, ORDER, REPORT


def row(told: dict[str, Any]) -> OrderRow:
    return msgspec.convert(told, OrderRow)


def test_an_open_order_is_read() -> None:
    assert order_in(row(ORDER)) == Order(
        symbol="BTC-USDT",
        client_order_id="bot1",
        venue_order_id="680800019749904384",
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=D("0.01"),
        price=D(50000),
        status=OrderStatus.NEW,
        updated_ms=1708587373362,
    )


def test_a_report_of_an_execution_is_an_order_and_a_fill() -> None:
    order = order_in(row(REPORT))

    assert (order.status, order.filled, order.quote_filled) == (
        OrderStatus.PARTIALLY_FILLED,
        D("0.004"),
        D("199.9996"),
    )
    assert fill_in(row(REPORT)) == Fill(
        symbol="BTC-USDT",
        trade_id="744876980",
        client_order_id="bot1",
        venue_order_id="680800019749904384",
        side=Side.BUY,
        price=D("49999.9"),
        quantity=D("0.004"),
        fee=D("0.0000032"),
        fee_asset="BTC",
        time_ms=1708587375000,
        maker=True,
    )


def test_a_rebate_is_a_negative_fee() -> None:
    fill = fill_in(row(REPORT | {"fillFee": "0.5", "fillFeeCcy": "USDT"}))

    assert fill is not None
    assert (fill.fee, fill.fee_asset) == (D("-0.5"), "USDT")


@pytest.mark.parametrize("told", [{"tradeId": ""}, {"fillSz": "0"}, {"fillSz": ""}])
def test_a_report_about_something_else_has_no_fill(told: dict[str, str]) -> None:
    assert fill_in(row(REPORT | told)) is None


@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("live", OrderStatus.NEW),
        ("filled", OrderStatus.FILLED),
        ("canceled", OrderStatus.CANCELED),
        ("mmp_canceled", OrderStatus.CANCELED),
        ("something new", OrderStatus.UNRECOGNISED),
    ],
)
def test_each_state_has_its_word(state: str, status: OrderStatus) -> None:
    assert order_in(row(ORDER | {"state": state})).status is status


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("market", OrderType.MARKET),
        ("post_only", OrderType.LIMIT_MAKER),
        ("ioc", OrderType.LIMIT),
        ("rpi", OrderType.UNRECOGNISED),
    ],
)
def test_each_type_has_its_word(word: str, kind: OrderType) -> None:
    assert order_in(row(ORDER | {"ordType": word})).type is kind


def test_why_an_order_was_cancelled_is_told_where_it_matters() -> None:
    assert "make only" in order_in(row(ORDER | {"state": "canceled", "cancelSource": "31"})).reason
    assert order_in(row(ORDER | {"state": "canceled", "cancelSource": "1"})).reason == ""
    assert order_in(row(ORDER | {"cancelSource": "99", "cancelSourceReason": "because"})).reason == "because"


def test_an_order_without_an_id_of_ours_goes_by_the_venues() -> None:
    assert order_in(row(ORDER | {"clOrdId": ""})).client_order_id == "680800019749904384"


def test_a_market_order_sized_in_the_quote_asset_is_as_large_as_what_was_filled() -> None:
    told = {"ordType": "market", "tgtCcy": "quote_ccy", "sz": "500", "px": "", "accFillSz": "0.009"}
    order = order_in(row(ORDER | told))

    assert (order.quantity, order.price) == (D("0.009"), None)


@pytest.mark.parametrize(
    "wrong", [{"side": "both"}, {"sz": "NaN"}, {"accFillSz": "Infinity"}, {"sz": "much"}, {"uTime": "soon"}]
)
def test_an_order_that_makes_no_sense_is_none(wrong: dict[str, str]) -> None:
    with pytest.raises((ValueError, ArithmeticError)):
        order_in(row(ORDER | wrong))


def test_an_execution_in_a_list_is_read() -> None:
    fill = fill_in_list(msgspec.convert(FILL, FillRow), "mine")

    assert (fill.client_order_id, fill.trade_id, fill.fee, fill.maker) == (
        "mine",
        "744876980",
        D("0.000004"),
        False,
    )
    assert fill.time_ms == 1708587375000


def test_balances_are_what_is_free_and_what_is_not() -> None:
    assert balances_in(msgspec.convert(ACCOUNT, AccountRow).details) == [
        Balance("USDT", D("4834.3"), D("16.2")),
        Balance("BTC", D(1), D(0)),
    ]
