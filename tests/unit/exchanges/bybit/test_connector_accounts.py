"""Orders and executions in our words."""

from decimal import Decimal as D
from typing import Any

import msgspec
import pytest

from exchanges.models import Fill, Order, OrderStatus, OrderType, Side
from exchanges.venues.bybit.accounts import fill_in, is_trade, order_behind, order_in
from exchanges.venues.bybit.messages import ExecutionRow, OrderRow, amount
from tests.unit.exchanges.bybit.documented import EXECUTION, ORDER


def order(**changes: Any) -> Order:
    return order_in(msgspec.convert(ORDER | changes, OrderRow))


def execution(**changes: Any) -> ExecutionRow:
    return msgspec.convert(EXECUTION | changes, ExecutionRow)


def test_an_order_is_read_whole() -> None:
    assert order(orderStatus="PartiallyFilled", cumExecQty="0.004", cumExecValue="380") == Order(
        symbol="BTCUSDT",
        client_order_id="cr-1",
        venue_order_id="1523347543495541248",
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=D("0.01"),
        price=D(95000),
        filled=D("0.004"),
        quote_filled=D(380),
        status=OrderStatus.PARTIALLY_FILLED,
        updated_ms=1_800_000_000_001,
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("New", OrderStatus.NEW),
        ("PartiallyFilled", OrderStatus.PARTIALLY_FILLED),
        ("Untriggered", OrderStatus.NEW),
        ("Triggered", OrderStatus.NEW),
        ("Rejected", OrderStatus.REJECTED),
        ("PartiallyFilledCanceled", OrderStatus.CANCELED),
        ("Filled", OrderStatus.FILLED),
        ("Cancelled", OrderStatus.CANCELED),
        ("Deactivated", OrderStatus.CANCELED),
        ("Frozen", OrderStatus.UNRECOGNISED),
    ],
)
def test_each_word_for_a_status(word: str, status: OrderStatus) -> None:
    assert order(orderStatus=word).status is status


def test_why_an_order_ended_is_told_and_why_one_was_filled_is_not() -> None:
    """BYB-80: a cancel that came too late shows in a second message of a filled order."""
    late = {"cancelType": "CancelByUser", "rejectReason": "EC_OrigClOrdIDDoesNotExist"}

    assert order(orderStatus="Filled", **late).reason == ""
    assert order(orderStatus="Cancelled", cancelType="CancelBySmp").reason == "CancelBySmp"
    would_take = order(
        orderStatus="Cancelled", timeInForce="PostOnly", rejectReason="EC_PostOnlyWillTakeLiquidity"
    )
    assert would_take.reason == "EC_PostOnlyWillTakeLiquidity"
    assert would_take.type is OrderType.LIMIT_MAKER


def test_an_order_without_a_name_of_ours_goes_by_the_venues() -> None:
    assert order(orderLinkId="").client_order_id == "1523347543495541248"


def test_the_price_of_a_market_order_is_a_bound_of_the_venues() -> None:
    assert order(orderType="Market", price="99000").price is None


def test_an_order_to_spend_an_amount_has_bought_what_it_has_bought() -> None:
    bought = order(
        orderType="Market", orderStatus="Filled", marketUnit="quoteCoin", qty="950", cumExecQty="0.01"
    )

    assert (bought.quantity, bought.filled) == (D("0.01"), D("0.01"))


@pytest.mark.parametrize("missing", ["", "0"])
def test_what_there_is_not_is_nothing(missing: str) -> None:
    told = order(cumExecQty=missing, cumExecValue=missing, price=missing)

    assert (told.filled, told.quote_filled, told.price) == (D(0), D(0), None)


@pytest.mark.parametrize(
    "changes", [{"side": "Hold"}, {"qty": "NaN"}, {"cumExecQty": "Infinity"}, {"updatedTime": ""}]
)
def test_what_makes_no_sense_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"."):
        order(**changes)


@pytest.mark.parametrize("text", ["NaN", "-Infinity", "ten"])
def test_an_amount_is_a_number(text: str) -> None:
    with pytest.raises(ValueError, match="no number"):
        amount(text)


def test_an_execution_is_read_whole() -> None:
    assert fill_in(execution()) == Fill(
        symbol="BTCUSDT",
        trade_id="2100000000007764263",
        client_order_id="cr-1",
        venue_order_id="1523347543495541248",
        side=Side.BUY,
        price=D(95000),
        quantity=D("0.004"),
        fee=D("0.000004"),
        fee_asset="BTC",
        time_ms=1_800_000_000_005,
        maker=True,
    )


def test_an_execution_proves_that_there_is_an_order() -> None:
    behind = order_behind(execution())

    assert (behind.status, behind.filled, behind.quantity) == (OrderStatus.NEW, D(0), D("0.01"))
    assert behind.type is OrderType.UNRECOGNISED


def test_of_a_market_order_an_execution_does_not_tell_the_quantity() -> None:
    assert order_behind(execution(orderType="Market", orderQty="950")).quantity == D(0)


@pytest.mark.parametrize(
    ("kind", "traded"),
    [
        ("Trade", True),
        ("AdlTrade", True),
        ("BustTrade", True),
        ("BlockTrade", True),
        ("Funding", False),
        ("Settle", False),
        ("Delivery", False),
        ("CorporateAction", False),
        ("UNKNOWN", False),
    ],
)
def test_not_every_execution_bought_or_sold(kind: str, traded: bool) -> None:
    assert is_trade(execution(execType=kind)) is traded
