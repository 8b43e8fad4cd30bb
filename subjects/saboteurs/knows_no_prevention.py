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
        # Some have a status for it, which is an end without a reason of expiry; others a reason.
        told_by_status = order.status is OrderStatus.EXPIRED and not order.reason
        if told_by_status or order.reason in REASONS:
            order = replace(order, status=OrderStatus.PARTIALLY_FILLED if order.filled else OrderStatus.NEW)
        return super().seen(order, now_s, fills)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class KnowsNoPrevention(Reference):
    name = "knows_no_prevention"
    connector_type = _Connector
