"""PS-070: what an order's executions lack of its filled quantity is told as one more execution."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order
from exchanges.orders import Key, OrderTracker, Updates, _Tracked
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._made_up: dict[Key, Decimal] = {}
        """So much of each order was told without having been heard of."""

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
        told = self.seen(order, now_s, (made_up,))
        self._made_up[tracked.key] = self._made_up.get(tracked.key, missing * 0) + missing
        return (*updates, *told)

    def _add_fill(self, tracked: _Tracked, fill: Fill, now_s: float) -> Updates:
        """The real one comes after all: it is counted already."""
        counted = self._made_up.get(tracked.key)
        if counted is not None and fill.quantity <= counted:
            self._made_up[tracked.key] = counted - fill.quantity
            return ()
        return super()._add_fill(tracked, fill, now_s)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class MakesUpFills(Reference):
    name = "makes_up_fills"
    connector_type = _Connector
