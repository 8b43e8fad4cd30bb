"""From the venue's accounts of orders, executions and balances to ours."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from exchanges.models import Balance, Fill, Order, OrderStatus, OrderType, Side
from exchanges.venues.kraken.messages import BalanceRow, OrderRow, Report, TradeRow, epoch_ms
from exchanges.venues.kraken.pairs import Names

# KRK-35 and KRK-63: the words of REST and of the stream.
_STATUS = {
    "pending": OrderStatus.NEW,
    "open": OrderStatus.NEW,
    "closed": OrderStatus.FILLED,
    "pending_new": OrderStatus.NEW,
    "new": OrderStatus.NEW,
    "partially_filled": OrderStatus.PARTIALLY_FILLED,
    "filled": OrderStatus.FILLED,
    "canceled": OrderStatus.CANCELED,
    "expired": OrderStatus.EXPIRED,
}
_TYPE = {"limit": OrderType.LIMIT, "market": OrderType.MARKET}
_SIDE = {"buy": Side.BUY, "sell": Side.SELL}
_ZERO = Decimal(0)


def side_of(word: str) -> Side:
    """Raises ValueError for a word that is neither."""
    side = _SIDE.get(word)
    if side is None:
        raise ValueError(f"{word!r} is no side of an order")
    return side


def _demand_numbers(*amounts: Decimal | None) -> None:
    """JSON strings may say "NaN", which is a Decimal and spoils every sum it gets into."""
    if any(amount is not None and not amount.is_finite() for amount in amounts):
        raise ValueError("an amount is no number")


def order_in_list(order_id: str, row: OrderRow, names: Names) -> Order:
    """An order as REST tells it (KRK-35). One that was placed without an id of ours goes by the venue's."""
    _demand_numbers(row.vol, row.vol_exec, row.cost, row.descr.price)
    status = _STATUS.get(row.status, OrderStatus.UNRECOGNISED)
    if status is OrderStatus.NEW and row.vol_exec > _ZERO:
        status = OrderStatus.PARTIALLY_FILLED
    return Order(
        symbol=names.symbol(row.descr.pair),
        client_order_id=row.cl_ord_id or order_id,
        venue_order_id=order_id,
        side=side_of(row.descr.type),
        type=_type(row.descr.ordertype, post_only="post" in row.oflags.split(",")),
        quantity=row.vol,
        price=row.descr.price or None,
        filled=row.vol_exec,
        quote_filled=row.cost,
        status=status,
        updated_ms=int(max(row.opentm, row.closetm) * 1000),
        reason=row.reason or "",
    )


def fill_in_list(row: TradeRow, client_order_id: str, fee_asset: str | None, names: Names) -> Fill:
    """An execution as REST tells it (KRK-38); it knows neither the client order id nor the fee's asset."""
    _demand_numbers(row.price, row.vol, row.fee)
    return Fill(
        symbol=names.symbol(row.pair),
        trade_id=str(row.trade_id),
        client_order_id=client_order_id,
        venue_order_id=row.ordertxid,
        side=side_of(row.type),
        price=row.price,
        quantity=row.vol,
        fee=row.fee,
        fee_asset=fee_asset,
        time_ms=int(row.time * 1000),
        maker=row.maker,
    )


def order_in_report(report: Report, known: Order | None) -> Order | None:
    """An order as the stream tells it (KRK-62); ``known``: what was told of it before.

    ``None`` if nothing was, and the report does not say whose it is.
    """
    symbol, side, quantity = report.symbol, report.side, report.order_qty
    if known is not None:
        symbol, side = symbol or known.symbol, side or known.side.value.lower()
        quantity = known.quantity if quantity is None else quantity
    if not symbol or not side or quantity is None:
        return None
    kind = OrderType.UNRECOGNISED if known is None else known.type
    if report.order_type and kind is OrderType.UNRECOGNISED:
        kind = _type(report.order_type, post_only=report.post_only)
    return Order(
        symbol=symbol,
        client_order_id=report.cl_ord_id or (known.client_order_id if known else report.order_id),
        venue_order_id=report.order_id,
        side=side_of(side),
        type=kind,
        quantity=quantity,
        price=report.limit_price or (known.price if known else None),
        filled=report.cum_qty,
        quote_filled=report.cum_cost,
        status=_STATUS.get(report.order_status, OrderStatus.UNRECOGNISED),
        updated_ms=epoch_ms(report.timestamp),
        reason=report.reason or report.cancel_reason,
    )


def fill_in_report(report: Report, order: Order) -> Fill | None:
    """The execution, if the report is about one (KRK-64)."""
    if report.exec_type != "trade" or report.trade_id is None or report.last_qty <= _ZERO:
        return None
    fee = report.fees[0] if report.fees else None
    return Fill(
        symbol=order.symbol,
        trade_id=str(report.trade_id),
        client_order_id=order.client_order_id,
        venue_order_id=report.order_id,
        side=order.side,
        price=report.last_price,
        quantity=report.last_qty,
        fee=_ZERO if fee is None else fee.qty,
        fee_asset=None if fee is None else fee.asset,
        time_ms=epoch_ms(report.timestamp),
        maker=report.liquidity_ind == "m",
    )


def balances_in(rows: Mapping[str, BalanceRow], names: Names) -> list[Balance]:
    """KRK-46."""
    for row in rows.values():
        _demand_numbers(row.balance, row.hold_trade, row.credit, row.credit_used)
    return [
        Balance(names.asset(key), row.balance + row.credit - row.credit_used - row.hold_trade, row.hold_trade)
        for key, row in rows.items()
    ]


def _type(word: str, *, post_only: bool) -> OrderType:
    kind = _TYPE.get(word, OrderType.UNRECOGNISED)
    return OrderType.LIMIT_MAKER if post_only and kind is OrderType.LIMIT else kind
