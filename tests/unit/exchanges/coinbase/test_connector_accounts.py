"""What the venue's accounts of orders, executions and holdings mean."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchanges.models import Balance, Order, OrderStatus, OrderType, Side
from exchanges.venues.coinbase.accounts import balances_in, fill_in_list, order_in_list, order_in_report
from exchanges.venues.coinbase.messages import AccountRow, FillRow, OrderRow, Report
from tests.unit.exchanges.coinbase.documented import ACCOUNT, FILL, ORDER, ORDER_ID, REPORT

AT_MS = 1_767_225_600_000


def listed(**changes: Any) -> Order:
    return order_in_list(msgspec.convert(ORDER | changes, OrderRow))


def reported(known: Order | None = None, **changes: Any) -> Order:
    return order_in_report(msgspec.convert(REPORT | changes, Report), AT_MS, known)


def test_an_order_in_a_list() -> None:
    assert listed() == Order(
        symbol="BTC-USD",
        client_order_id="bot-1",
        venue_order_id=ORDER_ID,
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=Decimal("0.001"),
        price=Decimal("10000.00"),
        filled=Decimal("0.0005"),
        quote_filled=Decimal(5),
        status=OrderStatus.PARTIALLY_FILLED,
        updated_ms=AT_MS + 1500,
    )


@pytest.mark.parametrize(
    ("word", "filled", "status"),
    [
        ("PENDING", "0", OrderStatus.NEW),
        ("QUEUED", "", OrderStatus.NEW),
        ("OPEN", "0", OrderStatus.NEW),
        ("OPEN", "0.0005", OrderStatus.PARTIALLY_FILLED),
        ("CANCEL_QUEUED", "0", OrderStatus.NEW),
        ("EDIT_QUEUED", "0.0005", OrderStatus.PARTIALLY_FILLED),
        ("FILLED", "0.001", OrderStatus.FILLED),
        ("CANCELLED", "0.0005", OrderStatus.CANCELED),
        ("EXPIRED", "0", OrderStatus.EXPIRED),
        ("FAILED", "0", OrderStatus.REJECTED),
        ("UNKNOWN_ORDER_STATUS", "0", OrderStatus.UNRECOGNISED),
    ],
)
def test_each_status_has_its_meaning(word: str, filled: str, status: OrderStatus) -> None:
    assert listed(status=word, filled_size=filled).status is status
    assert reported(status=word, cumulative_quantity=filled).status is status


def test_an_order_refused_later_says_why() -> None:
    failed = listed(status="FAILED", reject_reason="TOO_MANY_OPEN_ORDERS", reject_message="500 are open")

    assert failed.reason == "TOO_MANY_OPEN_ORDERS: 500 are open"
    assert reported(status="FAILED", reject_reason="HOLD_FAILURE").reason == "HOLD_FAILURE"


@pytest.mark.parametrize(
    ("configuration", "kind", "quantity", "price"),
    [
        ({"market_market_ioc": {"base_size": "0.5"}}, OrderType.MARKET, "0.5", None),
        ({"market_market_ioc": {"quote_size": "10"}}, OrderType.MARKET, "0.0005", None),
        (
            {"limit_limit_gtc": {"base_size": "1", "limit_price": "2", "post_only": True}},
            OrderType.LIMIT_MAKER,
            "1",
            "2",
        ),
        ({"sor_limit_ioc": {"base_size": "1", "limit_price": "2"}}, OrderType.LIMIT, "1", "2"),
        ({"twap_limit_gtd": {"base_size": "1", "limit_price": "2"}}, OrderType.UNRECOGNISED, "1", "2"),
        ({}, OrderType.UNRECOGNISED, "0.0005", None),
    ],
)
def test_what_was_wanted_is_in_the_configuration(
    configuration: dict[str, Any], kind: OrderType, quantity: str, price: str | None
) -> None:
    word = {OrderType.MARKET: "MARKET", OrderType.UNRECOGNISED: "TWAP"}.get(kind, "LIMIT")

    order = listed(order_configuration=configuration, order_type=word)

    assert (order.type, order.quantity) == (kind, Decimal(quantity))
    assert order.price == (None if price is None else Decimal(price))


def test_an_order_without_an_id_of_ours_goes_by_the_venues() -> None:
    assert listed(client_order_id="").client_order_id == ORDER_ID
    assert reported(client_order_id="").client_order_id == ORDER_ID


def test_a_report_tells_totals() -> None:
    order = reported(
        cumulative_quantity="0.0004", leaves_quantity="0.0006", filled_value="20", avg_price="50000"
    )

    assert (order.quantity, order.filled, order.quote_filled) == (
        Decimal("0.0010"),
        Decimal("0.0004"),
        Decimal(20),
    )
    assert (order.status, order.updated_ms) == (OrderStatus.PARTIALLY_FILLED, AT_MS)
    assert (order.type, order.price) == (OrderType.LIMIT, Decimal(50000))


def test_what_was_paid_follows_from_the_average_where_it_is_not_told() -> None:
    assert reported(cumulative_quantity="0.0004", filled_value="", avg_price="50000").quote_filled == Decimal(
        20
    )


def test_the_last_report_of_an_order_does_not_make_it_smaller() -> None:
    known = reported()
    ended = {"status": "CANCELLED", "leaves_quantity": "0", "cumulative_quantity": "0.0004"}

    assert reported(known, **ended).quantity == Decimal("0.001")
    # Nothing was told of it before: how much was wanted is not known, and is not what was filled.
    assert reported(None, **ended).quantity == Decimal(0)
    assert reported(
        None, status="FILLED", leaves_quantity="0", cumulative_quantity="0.001"
    ).quantity == Decimal("0.001")


@pytest.mark.parametrize("post_only", ["true", True])
def test_post_only_is_a_text_in_a_report(post_only: object) -> None:
    assert reported(post_only=post_only).type is OrderType.LIMIT_MAKER
    assert reported(post_only="false").type is OrderType.LIMIT


@pytest.mark.parametrize("amount", ["NaN", "Infinity", "much"])
def test_an_amount_that_is_none_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        reported(cumulative_quantity=amount)
    with pytest.raises(ValueError, match="no number"):
        listed(filled_size=amount)


def test_a_side_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="no side"):
        listed(side="UNKNOWN_ORDER_SIDE")


def test_an_execution() -> None:
    fill = fill_in_list(msgspec.convert(FILL, FillRow), "bot-1", "USD")

    assert fill is not None
    assert (fill.trade_id, fill.venue_order_id, fill.client_order_id) == (
        "1111-11111-111111",
        ORDER_ID,
        "bot-1",
    )
    assert (fill.price, fill.quantity, fill.fee, fill.fee_asset) == (
        Decimal(10000),
        Decimal("0.0005"),
        Decimal("0.03"),
        "USD",
    )
    assert (fill.time_ms, fill.maker, fill.side) == (AT_MS + 1500, True, Side.BUY)


def test_an_execution_may_be_told_in_quote() -> None:
    fill = fill_in_list(msgspec.convert(FILL | {"size": "5", "size_in_quote": True}, FillRow), "bot-1", "USD")

    assert fill is not None
    assert fill.quantity == Decimal("0.0005")


@pytest.mark.parametrize("kind", ["REVERSAL", "CORRECTION", "SYNTHETIC"])
def test_what_mends_the_books_is_no_execution(kind: str) -> None:
    assert fill_in_list(msgspec.convert(FILL | {"trade_type": kind}, FillRow), "bot-1", "USD") is None


@pytest.mark.parametrize("change", [{"price": "0"}, {"price": "NaN"}, {"size": "NaN"}])
def test_an_execution_that_cannot_be_is_refused(change: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="price"):
        fill_in_list(msgspec.convert(FILL | change, FillRow), "bot-1", "USD")


def test_what_is_held_is_available_and_on_hold() -> None:
    other = ACCOUNT | {
        "available_balance": {"value": "2", "currency": "BTC"},
        "hold": {"value": "0", "currency": "BTC"},
    }
    dollars = ACCOUNT | {"currency": "USD"}

    assert balances_in(msgspec.convert([ACCOUNT, dollars, other], list[AccountRow])) == [
        Balance("BTC", Decimal("3.23"), Decimal("0.1")),
        Balance("USD", Decimal("1.23"), Decimal("0.1")),
    ]


def test_a_holding_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="no number"):
        balances_in([msgspec.convert(ACCOUNT | {"hold": {"value": "NaN"}}, AccountRow)])
