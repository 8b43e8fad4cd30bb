"""From the venue's accounts of orders, executions and balances to ours."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from exchanges.models import Balance, Fill, Order, OrderStatus, OrderType, Side
from exchanges.venues.okx.messages import BalanceRow, FillRow, OrderRow, amount, amount_or_none

# OKX-34.
_STATES = {
    "live": OrderStatus.NEW,
    "partially_filled": OrderStatus.PARTIALLY_FILLED,
    "filled": OrderStatus.FILLED,
    "canceled": OrderStatus.CANCELED,
    "mmp_canceled": OrderStatus.CANCELED,
}
_TYPES = {
    "market": OrderType.MARKET,
    "limit": OrderType.LIMIT,
    "post_only": OrderType.LIMIT_MAKER,
    "ioc": OrderType.LIMIT,
    "fok": OrderType.LIMIT,
}
_SIDES = {"buy": Side.BUY, "sell": Side.SELL}
_CANCEL_SOURCES = {
    "13": "could not be filled at once",
    "14": "the rest could not be filled at once",
    "20": "cancelled for want of a sign of life",
    "31": "would have taken although it was to make only",
    "32": "Self trade prevention",
}
"""OKX-33; most are of no interest to whoever placed the order."""
_ZERO = Decimal(0)
ONE = Decimal(1)
"""Sizes are of the base asset on spot."""


def side_of(word: str) -> Side:
    """Raises ValueError for a word that is neither."""
    side = _SIDES.get(word)
    if side is None:
        raise ValueError(f"{word!r} is no side of an order")
    return side


def order_in(row: OrderRow, unit: Decimal = ONE) -> Order:
    """An order that was placed without an id of ours goes by the venue's. ``unit``: what its sizes count."""
    filled = amount(row.accFillSz) * unit
    quantity = amount(row.sz) * unit
    if row.tgtCcy == "quote_ccy" and row.ordType == "market":
        quantity = filled  # OKX-36: told in the quote asset; what it comes to is known when it is filled
    return Order(
        symbol=row.instId,
        client_order_id=row.clOrdId or row.ordId,
        venue_order_id=row.ordId,
        side=side_of(row.side),
        type=_TYPES.get(row.ordType, OrderType.UNRECOGNISED),
        quantity=quantity,
        price=amount_or_none(row.px) or None,
        filled=filled,
        quote_filled=filled * amount(row.avgPx),
        status=_STATES.get(row.state, OrderStatus.UNRECOGNISED),
        updated_ms=int(row.uTime),
        reason=row.msg or _CANCEL_SOURCES.get(row.cancelSource, "") or row.cancelSourceReason,
    )


def fill_in(row: OrderRow, unit: Decimal = ONE) -> Fill | None:
    """The execution, if a report of the stream is about one (OKX-36)."""
    quantity = amount(row.fillSz) * unit
    if not row.tradeId or quantity <= _ZERO:
        return None
    return Fill(
        symbol=row.instId,
        trade_id=row.tradeId,
        client_order_id=row.clOrdId or row.ordId,
        venue_order_id=row.ordId,
        side=side_of(row.side),
        price=amount(row.fillPx),
        quantity=quantity,
        fee=-amount(row.fillFee),  # OKX-35
        fee_asset=row.fillFeeCcy or None,
        time_ms=int(row.fillTime or row.uTime),
        maker=row.execType == "M",
    )


def fill_in_list(row: FillRow, client_order_id: str, unit: Decimal = ONE) -> Fill:
    """An execution as REST tells it (OKX-39)."""
    return Fill(
        symbol=row.instId,
        trade_id=row.tradeId,
        client_order_id=client_order_id,
        venue_order_id=row.ordId,
        side=side_of(row.side),
        price=amount(row.fillPx),
        quantity=amount(row.fillSz) * unit,
        fee=-amount(row.fee),  # OKX-35
        fee_asset=row.feeCcy or None,
        time_ms=int(row.fillTime or row.ts),
        maker=row.execType == "M",
    )


def balances_in(rows: Sequence[BalanceRow]) -> list[Balance]:
    """OKX-50."""
    return [Balance(row.ccy, amount(row.availBal), amount(row.frozenBal)) for row in rows]
