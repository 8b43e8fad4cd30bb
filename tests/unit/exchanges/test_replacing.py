"""Replacing places only what the old order has left room for."""

import asyncio
from decimal import Decimal as D

import pytest
from msgspec.structs import replace

from exchanges import errors
from exchanges.models import Order, OrderRequest, OrderStatus, OrderType, Side
from exchanges.replacing import cancel_then_place

OLD = Order(
    symbol="FOOUSDT",
    client_order_id="old",
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=D(10),
    filled=D(4),
    status=OrderStatus.PARTIALLY_FILLED,
)
NEW = OrderRequest(
    symbol="FOOUSDT",
    side=Side.BUY,
    type=OrderType.LIMIT,
    quantity=D(6),
    price=D(1),
    client_order_id="new",
)


class Trader:
    def __init__(self, ended: Order | errors.ExchangeError) -> None:
        self.ended = ended
        self.submitted: list[OrderRequest] = []

    async def find(self, symbol: str, client_order_id: str) -> Order:
        return OLD

    async def cancel(self, symbol: str, client_order_id: str) -> Order:
        if isinstance(self.ended, Order):
            return self.ended
        raise self.ended

    async def submit(self, request: OrderRequest) -> Order:
        self.submitted.append(request)
        return replace(OLD, client_order_id="new", filled=D(0), status=OrderStatus.NEW)


def replaced(trader: Trader) -> Order:
    return asyncio.run(cancel_then_place(trader, "FOOUSDT", "old", NEW))


def test_a_cancelled_order_makes_room_for_the_new_one() -> None:
    trader = Trader(replace(OLD, status=OrderStatus.CANCELED))

    assert replaced(trader).client_order_id == "new"
    assert trader.submitted == [NEW]


@pytest.mark.parametrize(
    "ended",
    [
        replace(OLD, status=OrderStatus.FILLED, filled=D(10)),
        replace(OLD, status=OrderStatus.CANCELED, filled=D(5)),
        replace(OLD, status=OrderStatus.EXPIRED),
    ],
)
def test_an_order_that_ended_otherwise_is_returned_and_nothing_is_placed(ended: Order) -> None:
    trader = Trader(ended)

    assert replaced(trader) is ended
    assert trader.submitted == []


def test_after_a_cancel_whose_outcome_is_unknown_nothing_is_placed() -> None:
    trader = Trader(errors.OutcomeUnknown("lost"))

    with pytest.raises(errors.OutcomeUnknown):
        replaced(trader)
    assert trader.submitted == []
