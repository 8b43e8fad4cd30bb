"""PS-070: what an order's executions lack of its filled quantity is told as one more execution."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order
from exchanges.orders import OrderTracker, Updates, _Tracked
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def found(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        updates = super().found(order, now_s, fills)
        tracked = self._find(order, now_s)
        missing = tracked.order.filled - tracked.fills_quantity
        if missing <= 0:
            return updates
        made_up = Fill(
            symbol=order.symbol,
            trade_id=str(order.updated_ms),
            client_order_id=order.client_order_id,
            venue_order_id=order.venue_order_id or "",
            side=order.side,
            price=order.average_price or order.price or missing,
            quantity=missing,
            fee=missing * 0,
            fee_asset=None,
            time_ms=order.updated_ms,
            maker=False,
        )
        return (*updates, *self.seen(order, now_s, (made_up,)))

    def _add_fill(self, tracked: _Tracked, fill: Fill, now_s: float) -> Updates:
        """The real one comes after all: it is counted already."""
        if tracked.fills_quantity + fill.quantity > max(tracked.order.filled, tracked.order.quantity):
            return ()
        return super()._add_fill(tracked, fill, now_s)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class MakesUpFills(Reference):
    name = "makes_up_fills"
    connector_type = _Connector
