"""From the venue's accounts of orders, executions and balances to ours."""

from __future__ import annotations

from decimal import Decimal

from exchanges.models import Balance, Fill, Order, OrderStatus, OrderType, Side
from exchanges.venues.binance.messages import (
    AccountPosition,
    ExecutionReport,
    MyTrade,
    OrderBody,
)

_STATUS = {
    "NEW": OrderStatus.NEW,
    "PENDING_NEW": OrderStatus.NEW,
    "PARTIALLY_FILLED": OrderStatus.PARTIALLY_FILLED,
    "FILLED": OrderStatus.FILLED,
    "CANCELED": OrderStatus.CANCELED,
    "REJECTED": OrderStatus.REJECTED,
    "EXPIRED": OrderStatus.EXPIRED,  # BIN-45: an answer like any other, not an error
    "EXPIRED_IN_MATCH": OrderStatus.EXPIRED,  # BIN-49
}


_TYPE = {kind.value: kind for kind in OrderType}
_SIDE = {side.value: side for side in Side}
_ZERO = Decimal(0)


def order_in_answer(body: OrderBody) -> tuple[Order, tuple[Fill, ...]]:
    """An order as REST tells it, with the executions that a FULL answer to a placement lists."""
    # BIN-47: after a cancel the order's own id is the original one.
    identity = body.origClientOrderId or body.clientOrderId
    side = _SIDE.get(body.side) or Side(body.side)
    time_ms = body.updateTime or body.transactTime or body.time
    order = Order(
        symbol=body.symbol,
        client_order_id=identity,
        venue_order_id=str(body.orderId),
        side=side,
        type=_TYPE.get(body.type, OrderType.UNRECOGNISED),
        quantity=body.origQty,
        price=body.price or None,
        filled=body.executedQty,
        quote_filled=body.cummulativeQuoteQty if body.cummulativeQuoteQty > _ZERO else _ZERO,  # BIN-53
        status=_STATUS.get(body.status, OrderStatus.UNRECOGNISED),
        updated_ms=time_ms,
        reason=body.expiryReason,
    )
    if not body.fills:
        return order, ()
    fills = tuple(
        Fill(
            symbol=body.symbol,
            trade_id=str(row.tradeId),
            client_order_id=identity,
            venue_order_id=str(body.orderId),
            side=side,
            price=row.price,
            quantity=row.qty,
            fee=row.commission,
            fee_asset=row.commissionAsset,
            time_ms=time_ms,
            maker=False,
        )
        for row in body.fills
        if row.tradeId >= 0
    )
    return order, fills


def order_in_report(report: ExecutionReport) -> tuple[Order, Fill | None]:
    """An order as the private stream tells it, and the execution if this is one (BIN-42)."""
    identity = report.C or report.c
    side = _SIDE.get(report.S) or Side(report.S)
    order = Order(
        symbol=report.s,
        client_order_id=identity,
        venue_order_id=str(report.i),
        side=side,
        type=_TYPE.get(report.o, OrderType.UNRECOGNISED),
        quantity=report.q,
        price=report.p or None,
        filled=report.z,
        quote_filled=report.Z if report.Z > _ZERO else _ZERO,
        status=_STATUS.get(report.X, OrderStatus.UNRECOGNISED),
        updated_ms=report.T,
        reason=report.eR or ("" if report.r == "NONE" else report.r),
    )
    if report.x != "TRADE" or report.t < 0 or report.l <= 0:
        return order, None
    return order, Fill(
        symbol=report.s,
        trade_id=str(report.t),
        client_order_id=identity,
        venue_order_id=str(report.i),
        side=side,
        price=report.L,
        quantity=report.l,
        fee=report.n,
        fee_asset=report.N,
        time_ms=report.T,
        maker=report.m,
    )


def fill_in_list(row: MyTrade, client_order_id: str) -> Fill:
    """An execution as ``myTrades`` tells it; it does not know the client order id."""
    return Fill(
        symbol=row.symbol,
        trade_id=str(row.id),
        client_order_id=client_order_id,
        venue_order_id=str(row.orderId),
        side=Side.BUY if row.isBuyer else Side.SELL,
        price=row.price,
        quantity=row.qty,
        fee=row.commission,
        fee_asset=row.commissionAsset,
        time_ms=row.time,
        maker=row.isMaker,
    )


def changed_balances(event: AccountPosition) -> tuple[Balance, ...]:
    """BIN-43: absolute, changed ones only."""
    return tuple(Balance(line.a, line.f, line.l) for line in event.B)
