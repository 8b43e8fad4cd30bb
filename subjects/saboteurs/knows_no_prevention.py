"""OR-300: that self-trade prevention ends an order is not known, and the order stays open."""

from collections.abc import Sequence

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderStatus
from exchanges.orders import OrderTracker, Updates
from subjects.reference import Reference

REASONS = ("Self trade prevention", "er 1")


class _Tracker(OrderTracker):
    def seen(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        # Some have a status for it, which is an end without a reason of expiry; others a reason. Or nothing
        # is said, and only that there was an order of one's own in the way tells.
        told_by_status = order.status is OrderStatus.EXPIRED and not order.reason
        unsaid = order.status is OrderStatus.CANCELED and not order.reason and self._meets_our_own(order)
        if told_by_status or unsaid or order.reason in REASONS:
            order = replace(order, status=OrderStatus.PARTIALLY_FILLED if order.filled else OrderStatus.NEW)
        return super().seen(order, now_s, fills)

    def _meets_our_own(self, order: Order) -> bool:
        others = (tracked.order for tracked in self._tracked.values())
        return any(
            other.symbol == order.symbol and other.side is not order.side and other.price == order.price
            for other in others
        )


class _Connector(SpotConnector):
    tracker_type = _Tracker


class KnowsNoPrevention(Reference):
    name = "knows_no_prevention"
    connector_type = _Connector
