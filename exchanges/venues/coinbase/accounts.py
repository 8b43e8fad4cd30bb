"""From the venue's accounts of orders, executions and holdings to ours."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from exchanges.models import Balance, Fill, Order, OrderStatus, OrderType, Side
from exchanges.venues.coinbase.messages import AccountRow, FillRow, OrderRow, Report, Terms, amount, epoch_ms

# CBS-34. What is queued has been taken, and may be filled meanwhile.
_STATUS = {
    "PENDING": OrderStatus.NEW,
    "QUEUED": OrderStatus.NEW,
    "OPEN": OrderStatus.NEW,
    "CANCEL_QUEUED": OrderStatus.NEW,
    "EDIT_QUEUED": OrderStatus.NEW,
    "FILLED": OrderStatus.FILLED,
    "CANCELLED": OrderStatus.CANCELED,
    "EXPIRED": OrderStatus.EXPIRED,
    "FAILED": OrderStatus.REJECTED,
}
_TYPE = {"LIMIT": OrderType.LIMIT, "MARKET": OrderType.MARKET}
_SIDE = {"BUY": Side.BUY, "SELL": Side.SELL}
_NO_TERMS = Terms()
_ZERO = Decimal(0)
_COUNTED = "FILL"
"""Of the types of trades; the others mend the venue's books (CBS-38)."""


def side_of(word: str) -> Side:
    """Raises ValueError for a word that is neither."""
    side = _SIDE.get(word)
    if side is None:
        raise ValueError(f"{word!r} is no side of an order")
    return side


def order_in_list(row: OrderRow) -> Order:
    """An order as REST tells it. One that was placed without an id of ours goes by the venue's."""
    terms = next(iter(row.order_configuration.values()), _NO_TERMS)
    filled = amount(row.filled_size)
    moments = (row.created_time,) if row.last_fill_time is None else (row.created_time, row.last_fill_time)
    return Order(
        symbol=row.product_id,
        client_order_id=row.client_order_id or row.order_id,
        venue_order_id=row.order_id,
        side=side_of(row.side),
        type=_type(row.order_type, post_only=terms.post_only),
        quantity=amount(terms.base_size) or filled,  # one for an amount of quote has no other
        price=amount(terms.limit_price) or None,
        filled=filled,
        quote_filled=amount(row.filled_value),
        status=_status(row.status, filled),
        updated_ms=max(map(epoch_ms, moments)),
        reason=_reason(row.reject_reason, row.reject_message or row.cancel_message),
    )


def order_in_report(report: Report, told_ms: int, known: Order | None) -> Order:
    """An order as the stream tells it; ``known``: what was told of it before.

    A report that ends an order says nothing is left of it, whatever was filled (CBS-76).
    """
    filled = amount(report.cumulative_quantity)
    left = amount(report.leaves_quantity)
    quantity = filled + left
    if not left and known is not None and known.quantity > quantity:
        quantity = known.quantity
    return Order(
        symbol=report.product_id,
        client_order_id=report.client_order_id or report.order_id,
        venue_order_id=report.order_id,
        side=side_of(report.order_side),
        type=_type(report.order_type, post_only=report.post_only in (True, "true")),
        # 0: not known, for an order that ended before anything was told of it.
        quantity=quantity if left or known is not None or report.status == "FILLED" else _ZERO,
        price=amount(report.limit_price) or (known.price if known else None),
        filled=filled,
        quote_filled=amount(report.filled_value) or amount(report.avg_price) * filled,
        status=_status(report.status, filled),
        updated_ms=told_ms,
        reason=_reason(report.reject_reason, report.cancel_reason),
    )


def fill_in_list(row: FillRow, client_order_id: str, fee_asset: str) -> Fill | None:
    """An execution; ``None`` for a line that is about something else."""
    if row.trade_type != _COUNTED:
        return None
    price, size = row.price, row.size
    if not price.is_finite() or not size.is_finite() or not price > _ZERO:
        raise ValueError("an execution without a price")
    return Fill(
        symbol=row.product_id,
        trade_id=row.trade_id,
        client_order_id=client_order_id,
        venue_order_id=row.order_id,
        side=side_of(row.side),
        price=price,
        quantity=size / price if row.size_in_quote else size,
        fee=amount(row.commission),
        fee_asset=fee_asset,
        time_ms=epoch_ms(row.trade_time),
        maker=row.liquidity_indicator == "MAKER",
    )


def balances_in(rows: Iterable[AccountRow]) -> list[Balance]:
    """CBS-45. An asset may have several accounts."""
    held: dict[str, Balance] = {}
    for row in rows:
        free, locked = row.available_balance.value, row.hold.value
        if not free.is_finite() or not locked.is_finite():
            raise ValueError("an amount is no number")
        known = held.get(row.currency)
        if known is not None:
            free, locked = free + known.free, locked + known.locked
        held[row.currency] = Balance(row.currency, free, locked)
    return list(held.values())


def _status(word: str, filled: Decimal) -> OrderStatus:
    status = _STATUS.get(word, OrderStatus.UNRECOGNISED)
    return OrderStatus.PARTIALLY_FILLED if status is OrderStatus.NEW and filled > _ZERO else status


def _type(word: str, *, post_only: bool) -> OrderType:
    kind = _TYPE.get(word.upper(), OrderType.UNRECOGNISED)
    return OrderType.LIMIT_MAKER if post_only and kind is OrderType.LIMIT else kind


def _reason(word: str, message: str) -> str:
    return message if word in ("", "REJECT_REASON_UNSPECIFIED") else f"{word}: {message}" if message else word
