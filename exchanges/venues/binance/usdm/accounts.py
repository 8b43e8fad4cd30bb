"""From this market's accounts of orders, executions and positions to ours."""

from __future__ import annotations

from decimal import Decimal

from exchanges.dialect import Holdings
from exchanges.models import Balance, Fill, Order, OrderStatus, OrderType, Position, Side
from exchanges.venues.binance.usdm.messages import (
    AccountBody,
    OrderBody,
    PositionLine,
    ReportedOrder,
    UserTrade,
)

_STATUS = {
    "NEW": OrderStatus.NEW,
    "PARTIALLY_FILLED": OrderStatus.PARTIALLY_FILLED,
    "FILLED": OrderStatus.FILLED,
    "CANCELED": OrderStatus.CANCELED,
    "REJECTED": OrderStatus.REJECTED,
    "EXPIRED": OrderStatus.EXPIRED,
    "EXPIRED_IN_MATCH": OrderStatus.EXPIRED,  # BFU-63
}
_TYPE = {"LIMIT": OrderType.LIMIT, "MARKET": OrderType.MARKET}
_SIDE = {side.value: side for side in Side}
_EXECUTIONS = ("TRADE", "CALCULATED")  # BFU-70
_POST_ONLY = "GTX"


def type_of(kind: str, time_in_force: str) -> OrderType:
    """BFU-18."""
    if kind == "LIMIT" and time_in_force == _POST_ONLY:
        return OrderType.LIMIT_MAKER
    return _TYPE.get(kind, OrderType.UNRECOGNISED)


def order_in_answer(body: OrderBody) -> Order:
    quote = body.cumQuote or body.avgPrice * body.executedQty  # BFU-05
    return Order(
        symbol=body.symbol,
        client_order_id=body.clientOrderId,
        venue_order_id=str(body.orderId),
        side=_SIDE.get(body.side) or Side(body.side),
        type=type_of(body.type, body.timeInForce),
        quantity=body.origQty,
        price=body.price or None,
        filled=body.executedQty,
        quote_filled=quote,
        status=_STATUS.get(body.status, OrderStatus.UNRECOGNISED),
        updated_ms=body.updateTime or body.time,
    )


def order_in_report(told: ReportedOrder) -> tuple[Order, Fill | None]:
    """An order as the account's stream tells it, and the execution if this is one (BFU-53)."""
    side = _SIDE.get(told.S) or Side(told.S)
    order = Order(
        symbol=told.s,
        client_order_id=told.c,
        venue_order_id=str(told.i),
        side=side,
        type=type_of(told.o, told.f),
        quantity=told.q,
        price=told.p or None,
        filled=told.z,
        quote_filled=told.ap * told.z,
        status=_STATUS.get(told.X, OrderStatus.UNRECOGNISED),
        updated_ms=told.T,
        reason="" if told.er == "0" else f"er {told.er}",
    )
    if told.x not in _EXECUTIONS or told.l <= 0:
        return order, None
    return order, Fill(
        symbol=told.s,
        trade_id=str(told.t),
        client_order_id=told.c,
        venue_order_id=str(told.i),
        side=side,
        price=told.L,
        quantity=told.l,
        fee=told.n,
        fee_asset=told.N,
        time_ms=told.T,
        maker=told.m,
    )


def fill_in_list(row: UserTrade, client_order_id: str) -> Fill:
    """An execution as ``userTrades`` tells it; it does not know the client order id."""
    return Fill(
        symbol=row.symbol,
        trade_id=str(row.id),
        client_order_id=client_order_id,
        venue_order_id=str(row.orderId),
        side=_SIDE.get(row.side) or Side(row.side),
        price=row.price,
        quantity=row.qty,
        fee=row.commission,
        fee_asset=row.commissionAsset,
        time_ms=row.time,
        maker=row.maker,
    )


def changed_positions(lines: list[PositionLine]) -> tuple[Position, ...]:
    """BFU-54: absolute, changed ones only."""
    return tuple(
        Position(symbol=line.s, quantity=line.pa, entry_price=line.ep or None)
        for line in lines
        if line.ps == "BOTH"
    )


def holdings_in(body: AccountBody) -> Holdings:
    """The account has no date of its own: it is as new as the newest change in it.

    What is available may exceed a wallet by what is gained on open positions: more than is there is not free.
    """
    balances = []
    for row in body.assets:
        free = max(min(row.availableBalance, row.walletBalance), Decimal(0))
        balances.append(Balance(row.asset, free, row.walletBalance - free))
    positions = [
        Position(symbol=row.symbol, quantity=row.positionAmt) for row in body.positions if row.positionAmt
    ]
    times = [row.updateTime for row in body.assets] + [row.updateTime for row in body.positions]
    return Holdings(balances, max(times, default=0), positions)
