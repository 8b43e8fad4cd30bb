"""What the venue says of orders, executions and balances, in our words."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchanges.models import Order, OrderStatus, OrderType, Side
from exchanges.venues.kraken.accounts import (
    balances_in,
    fill_in_list,
    fill_in_report,
    order_in_list,
    order_in_report,
)
from exchanges.venues.kraken.messages import BalanceRow, OrderRow, Report, TradeRow
from tests.unit.exchanges.kraken.documented import (
    EXECUTION,
    NEW,
    OPEN_ORDER,
    ORDER_ID,
    PENDING_NEW,
    TRADE,
    names_of,
)


def listed(**changes: Any) -> Order:
    row = msgspec.json.decode(msgspec.json.encode(OPEN_ORDER | changes), type=OrderRow)
    return order_in_list(ORDER_ID, row, names_of())


def report(payload: dict[str, Any], **changes: Any) -> Report:
    return msgspec.json.decode(msgspec.json.encode(payload | changes), type=Report)


def told(payload: dict[str, Any], known: Order | None = None, **changes: Any) -> Order:
    order = order_in_report(report(payload, **changes), known)
    assert order is not None
    return order


def test_an_open_order_in_a_list() -> None:
    assert listed() == Order(
        symbol="BTC/USD",
        client_order_id="bot-0001",
        venue_order_id=ORDER_ID,
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=Decimal("0.01"),
        price=Decimal(50000),
        status=OrderStatus.NEW,
        updated_ms=1795195480864,
    )


@pytest.mark.parametrize(
    ("word", "filled", "status"),
    [
        ("pending", "0", OrderStatus.NEW),
        ("open", "0.004", OrderStatus.PARTIALLY_FILLED),
        ("closed", "0.01", OrderStatus.FILLED),
        ("canceled", "0.004", OrderStatus.CANCELED),
        ("expired", "0", OrderStatus.EXPIRED),
        ("paused", "0", OrderStatus.UNRECOGNISED),
    ],
)
def test_the_status_of_a_listed_order(word: str, filled: str, status: OrderStatus) -> None:
    order = listed(status=word, vol_exec=filled)

    assert (order.status, order.filled) == (status, Decimal(filled))


def test_an_order_that_has_ended_says_when_and_why_and_what_it_cost() -> None:
    order = listed(status="canceled", closetm=1795195999.5, reason="User requested", cost="199.99960")

    assert (order.updated_ms, order.reason) == (1795195999500, "User requested")
    assert order.quote_filled == Decimal("199.9996")


def test_a_post_only_order_and_one_of_a_kind_unknown_here() -> None:
    words = OPEN_ORDER["descr"]
    assert isinstance(words, dict)

    assert listed(oflags="fciq,post").type is OrderType.LIMIT_MAKER
    assert listed(descr=words | {"ordertype": "iceberg"}).type is OrderType.UNRECOGNISED
    assert listed(descr=words | {"ordertype": "market", "price": "0"}).price is None


@pytest.mark.parametrize("missing", [{"cl_ord_id": None}, {"cl_ord_id": ""}])
def test_an_order_without_an_id_of_ours_goes_by_that_of_the_venue(missing: dict[str, Any]) -> None:
    assert listed(**missing).client_order_id == ORDER_ID


@pytest.mark.parametrize("wrong", [{"vol": "NaN"}, {"cost": "Infinity"}, {"vol_exec": "-NaN"}])
def test_an_amount_that_is_no_number_is_not_taken(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no number"):
        listed(**wrong)


def test_an_execution_in_a_list() -> None:
    row = msgspec.json.decode(msgspec.json.encode(TRADE), type=TradeRow)

    fill = fill_in_list(row, "bot-0001", "USD", names_of())

    assert (fill.symbol, fill.trade_id, fill.client_order_id) == ("BTC/USD", "40274859", "bot-0001")
    assert (fill.price, fill.quantity, fill.fee) == (Decimal("49999.9"), Decimal("0.005"), Decimal("0.4"))
    assert (fill.fee_asset, fill.time_ms, fill.maker) == ("USD", 1795195500250, True)
    assert (fill.venue_order_id, fill.side) == (ORDER_ID, Side.BUY)


def test_the_first_report_of_an_order_tells_all_of_it() -> None:
    assert told(PENDING_NEW) == Order(
        symbol="BTC/USD",
        client_order_id="bot-0003",
        venue_order_id="OK4GJX-KSTLS-7DZZO5",
        side=Side.SELL,
        type=OrderType.LIMIT,
        quantity=Decimal("0.005"),
        price=Decimal(26500),
        status=OrderStatus.NEW,
        updated_ms=1695378785709,
    )


def test_a_later_report_has_little_more_than_the_id() -> None:
    order = told(NEW, told(PENDING_NEW))

    assert (order.symbol, order.client_order_id, order.side) == ("BTC/USD", "bot-0003", Side.SELL)
    assert (order.quantity, order.price, order.type) == (Decimal("0.005"), Decimal(26500), OrderType.LIMIT)


def test_a_report_of_an_order_never_heard_of_is_not_enough() -> None:
    assert order_in_report(report(NEW), None) is None
    assert order_in_report(report(EXECUTION), None) is None


def test_an_execution_tells_the_totals_and_itself() -> None:
    known = told(PENDING_NEW)
    message = report(EXECUTION)

    order = order_in_report(message, known)
    assert order is not None
    fill = fill_in_report(message, order)

    assert (order.filled, order.quote_filled) == (Decimal("0.005"), Decimal("132.9995"))
    assert order.status is OrderStatus.PARTIALLY_FILLED
    assert fill is not None
    assert (fill.trade_id, fill.client_order_id) == ("62887576", "bot-0003")
    assert (fill.price, fill.quantity) == (Decimal("26599.9"), Decimal("0.005"))
    assert (fill.fee, fill.fee_asset, fill.maker) == (Decimal("0.3458"), "USD", False)


def test_a_report_that_is_no_execution_has_none() -> None:
    message = report(EXECUTION, exec_type="filled", order_status="filled")
    order = told(EXECUTION, told(PENDING_NEW), exec_type="filled", order_status="filled")

    assert order.status is OrderStatus.FILLED
    assert fill_in_report(message, order) is None


def test_a_cancelled_order_says_why_by_the_new_name_or_the_old() -> None:
    known = told(PENDING_NEW)

    for name in ("reason", "cancel_reason"):
        order = told(NEW, known, exec_type="canceled", order_status="canceled", **{name: "Post only order"})
        assert (order.status, order.reason) == (OrderStatus.CANCELED, "Post only order")


def test_an_order_on_the_stream_without_an_id_of_ours_goes_by_that_of_the_venue() -> None:
    assert told(PENDING_NEW, cl_ord_id="").client_order_id == "OK4GJX-KSTLS-7DZZO5"


def test_amounts_keep_their_digits_though_they_are_json_numbers() -> None:
    text = msgspec.json.encode(EXECUTION).replace(b"26599.9,", b"26599.900000000000000001,", 1)

    message = msgspec.json.decode(text, type=Report)

    assert message.last_price == Decimal("26599.900000000000000001")


def test_what_is_held_by_orders_is_not_available() -> None:
    rows = {
        "ZUSD": BalanceRow(Decimal("1000.5"), Decimal("500.0")),
        "XXBT": BalanceRow(Decimal(2), Decimal(0), Decimal(3), Decimal(1)),
    }

    usd, btc = balances_in(rows, names_of())

    assert (usd.asset, usd.free, usd.locked) == ("USD", Decimal("500.5"), Decimal(500))
    assert (btc.asset, btc.free, btc.locked) == ("BTC", Decimal(4), Decimal(0))


def test_a_balance_that_is_no_number_is_not_taken() -> None:
    with pytest.raises(ValueError, match="no number"):
        balances_in({"ZUSD": BalanceRow(Decimal("NaN"))}, names_of())
