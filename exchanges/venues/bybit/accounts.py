"""From the venue's accounts of orders, executions and balances to ours."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from exchanges.models import Balance, Fill, Order, OrderStatus, OrderType, Side
from exchanges.venues.bybit.messages import Coin, ExecutionRow, OrderRow, amount

# BYB-43. A conditional order that waits for its trigger is open too.
_STATUS = {
    "New": OrderStatus.NEW,
    "Untriggered": OrderStatus.NEW,
    "Triggered": OrderStatus.NEW,
    "PartiallyFilled": OrderStatus.PARTIALLY_FILLED,
    "Filled": OrderStatus.FILLED,
    "Cancelled": OrderStatus.CANCELED,
    "PartiallyFilledCanceled": OrderStatus.CANCELED,
    "Deactivated": OrderStatus.CANCELED,
    "Rejected": OrderStatus.REJECTED,
}
_TYPE = {"Limit": OrderType.LIMIT, "Market": OrderType.MARKET}
_SIDE = {"Buy": Side.BUY, "Sell": Side.SELL}

_TRADES = ("Trade", "AdlTrade", "BustTrade", "BlockTrade")
"""BYB-60, BYB-90: funding and settlements stand among executions, and nothing was bought or sold."""

_NO_REASONS = ("", "EC_NoError", "UNKNOWN")
_NOTHING = Decimal(0)


def side_of(word: str) -> Side:
    """Raises ValueError for a word that is neither."""
    side = _SIDE.get(word)
    if side is None:
        raise ValueError(f"{word!r} is no side of an order")
    return side


def order_in(row: OrderRow) -> Order:
    """An order as REST and the stream tell it. One that was placed without an id goes by the venue's."""
    kind = _TYPE.get(row.orderType, OrderType.UNRECOGNISED)
    if kind is OrderType.LIMIT and row.timeInForce == "PostOnly":
        kind = OrderType.LIMIT_MAKER
    filled = amount(row.cumExecQty)
    status = _STATUS.get(row.orderStatus, OrderStatus.UNRECOGNISED)
    return Order(
        symbol=row.symbol,
        client_order_id=row.orderLinkId or row.orderId,
        venue_order_id=row.orderId,
        side=side_of(row.side),
        type=kind,
        # BYB-38: of others' orders to spend an amount all that is known is what they got.
        quantity=filled if row.marketUnit == "quoteCoin" else amount(row.qty),
        # BYB-39: of a market order it is a bound that the venue made up.
        price=None if kind is OrderType.MARKET else amount(row.price) or None,
        filled=filled,
        quote_filled=amount(row.cumExecValue),
        status=status,
        updated_ms=int(row.updatedTime),
        reason=_reason(row) if status.is_final and status is not OrderStatus.FILLED else "",
    )


def is_trade(row: ExecutionRow) -> bool:
    """Was anything bought or sold?"""
    return row.execType in _TRADES


def order_behind(row: ExecutionRow) -> Order:
    """What an execution proves of its order: that there is one; how much is filled, its fills add up to."""
    market = row.orderType == "Market"
    return Order(
        symbol=row.symbol,
        client_order_id=row.orderLinkId or row.orderId,
        venue_order_id=row.orderId,
        side=side_of(row.side),
        type=OrderType.MARKET if market else OrderType.UNRECOGNISED,
        # Of a market order it may be an amount of the quote coin (BYB-38).
        quantity=_NOTHING if market else amount(row.orderQty),
        price=None if market else amount(row.orderPrice) or None,
        status=OrderStatus.NEW,
        updated_ms=int(row.execTime),
    )


def fill_in(row: ExecutionRow) -> Fill:
    """BYB-60; the fee is in what was received (BYB-56)."""
    return Fill(
        symbol=row.symbol,
        trade_id=row.execId,
        client_order_id=row.orderLinkId or row.orderId,
        venue_order_id=row.orderId,
        side=side_of(row.side),
        price=amount(row.execPrice),
        quantity=amount(row.execQty),
        fee=amount(row.execFee),
        fee_asset=row.feeCurrency or None,
        time_ms=int(row.execTime),
        maker=row.isMaker,
    )


def balances_in(coins: Iterable[Coin]) -> list[Balance]:
    """BYB-61."""
    balances = []
    for row in coins:
        total, locked = amount(row.walletBalance), amount(row.locked)
        balances.append(Balance(row.coin, total - locked, locked))
    return balances


def _reason(row: OrderRow) -> str:
    return next((why for why in (row.rejectReason, row.cancelType) if why not in _NO_REASONS), "")
