"""Two accounts of one order → what is known. Pure; any order, any repetition, same result.

Reports come over HTTP and over the stream, late, twice and in any order. What can be relied on:
the quantity filled never shrinks, an order that is finished stays finished, and evidence that the
order exists outweighs any conclusion of ours that it does not.
"""

from __future__ import annotations

from decimal import Decimal

from msgspec.structs import replace

from exchanges.models import Order, OrderStatus, OrderType

_RANK = {
    # REJECTED is below NEW: "it never came to be" yields to a report that it did.
    OrderStatus.PENDING: 0,
    OrderStatus.UNKNOWN: 1,
    OrderStatus.REJECTED: 2,
    OrderStatus.UNRECOGNISED: 3,
    OrderStatus.NEW: 4,
    OrderStatus.PARTIALLY_FILLED: 5,
    OrderStatus.EXPIRED: 6,
    OrderStatus.CANCELED: 7,
    OrderStatus.FILLED: 8,
}

_REFUSED_LATER = 4.5
"""Of an order that the venue took, named and then could not place: only executions outweigh that."""

_LIVE = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)
_NOTHING = Decimal(0)


def merge(known: Order, seen: Order) -> Order:
    """Join what was known with what was just seen."""
    newer = seen.updated_ms >= known.updated_ms
    # Amending makes an order smaller, so of two live accounts the newer has the right quantity.
    quantity = seen.quantity if newer and seen.quantity > _NOTHING else known.quantity
    filled = seen.filled if seen.filled > known.filled else known.filled
    quote_filled = seen.quote_filled if seen.quote_filled > known.quote_filled else known.quote_filled
    status = known.status if _rank(known) >= _rank(seen) else seen.status
    reason = known.reason if status is known.status and known.reason else seen.reason
    merged = Order(
        symbol=known.symbol,
        client_order_id=known.client_order_id,
        side=known.side,
        quantity=quantity,
        filled=filled,
        quote_filled=quote_filled,
        status=_settled(status, filled, quantity) if filled > _NOTHING else status,
        venue_order_id=known.venue_order_id or seen.venue_order_id,
        price=known.price if known.price is not None else seen.price,
        type=seen.type if known.type is OrderType.UNRECOGNISED else known.type,
        updated_ms=seen.updated_ms if newer else known.updated_ms,
        reason="" if status in _LIVE else reason,
    )
    return known if merged == known else merged


def with_fills(known: Order, filled: Decimal, quote_filled: Decimal, time_ms: int) -> Order:
    """The least that must have been filled, as the single executions add up."""
    seen = replace(
        known,
        filled=filled,
        quote_filled=quote_filled,
        updated_ms=max(known.updated_ms, time_ms),
        status=OrderStatus.PARTIALLY_FILLED if filled > 0 else known.status,
    )
    return merge(known, seen)


def _rank(order: Order) -> float:
    """REJECTED is a conclusion of ours, or the venue's last word about an order that it has named."""
    if order.status is OrderStatus.REJECTED and order.venue_order_id is not None:
        return _REFUSED_LATER
    return _RANK[order.status]


def _settled(status: OrderStatus, filled: Decimal, quantity: Decimal) -> OrderStatus:
    """The status that goes with a quantity filled that is not 0."""
    if status is OrderStatus.REJECTED:
        return status
    if quantity > _NOTHING and filled >= quantity:
        return OrderStatus.FILLED
    if _RANK[status] < _RANK[OrderStatus.PARTIALLY_FILLED]:
        return OrderStatus.PARTIALLY_FILLED
    return status
