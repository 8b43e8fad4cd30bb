"""Small truths about orders."""

from decimal import Decimal

import pytest

from exchanges.models import Order, OrderStatus, OrderType, Side


def order(filled: str, quote: str) -> Order:
    return Order(
        symbol="FOOUSDT",
        client_order_id="c1",
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=Decimal(2),
        filled=Decimal(filled),
        quote_filled=Decimal(quote),
    )


def test_the_average_price_is_what_was_paid_for_what_was_filled() -> None:
    assert order("0.5", "50.5").average_price == Decimal(101)
    assert order("0.5", "50.5").remaining == Decimal("1.5")


@pytest.mark.parametrize(("filled", "quote"), [("0", "0"), ("1", "-1")])
def test_there_is_no_average_of_nothing_or_of_the_unknown(filled: str, quote: str) -> None:
    assert order(filled, quote).average_price is None


def test_no_status_is_both_live_and_final() -> None:
    assert [status for status in OrderStatus if status.is_final and status.is_live] == []


def test_what_is_not_known_is_neither_live_nor_final() -> None:
    for status in (OrderStatus.PENDING, OrderStatus.UNKNOWN, OrderStatus.UNRECOGNISED):
        assert not status.is_final
        assert not status.is_live
