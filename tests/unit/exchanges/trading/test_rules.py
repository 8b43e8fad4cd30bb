"""A market may trade and yet take some kinds of orders only."""

import re
from decimal import Decimal as D

import pytest

from exchanges.dialect import IdRule
from exchanges.errors import SymbolNotTrading
from exchanges.models import Instrument, InstrumentStatus, OrderRequest, OrderType, Side
from exchanges.trading.rules import refuse_if_wrong

IDS = IdRule(re.compile(".*"), "anything")


def order(kind: OrderType) -> OrderRequest:
    price = None if kind is OrderType.MARKET else D(100)
    return OrderRequest(symbol="FOO", side=Side.BUY, type=kind, quantity=D(1), price=price)


def foo(*kinds: OrderType) -> Instrument:
    return Instrument(
        symbol="FOO",
        base="F",
        quote="OO",
        status=InstrumentStatus.TRADING,
        tick_size=D(1),
        lot_size=D(1),
        order_types=tuple(kind.value for kind in kinds),
    )


@pytest.mark.parametrize("kind", [OrderType.LIMIT, OrderType.MARKET])
def test_a_kind_that_the_market_does_not_take_now_is_refused_as_the_markets_doing(kind: OrderType) -> None:
    with pytest.raises(SymbolNotTrading, match=f"FOO takes no {kind.value} orders now"):
        refuse_if_wrong(order(kind), foo(OrderType.LIMIT_MAKER), IDS, venue="fakex")


@pytest.mark.parametrize("kind", [OrderType.LIMIT, OrderType.MARKET, OrderType.LIMIT_MAKER])
def test_a_market_that_names_no_kinds_takes_all(kind: OrderType) -> None:
    refuse_if_wrong(order(kind), foo(), IDS, venue="fakex")
    refuse_if_wrong(order(kind), foo(kind), IDS, venue="fakex")
