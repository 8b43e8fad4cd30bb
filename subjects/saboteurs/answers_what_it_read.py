"""PS-150: who asks for an order is told what the answer says, whatever the stream has said meanwhile."""

from collections.abc import Sequence

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order
from exchanges.orders import OrderTracker, Updates
from exchanges.ratelimit import Priority
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Tracker(OrderTracker):
    read: Order | None = None

    def found(self, order: Order, now_s: float, fills: Sequence[Fill] = ()) -> Updates:
        self.read = order
        return super().found(order, now_s, fills)


class _Orders(Orders):
    async def find(self, symbol: str, identity: str, priority: Priority = Priority.RESOLVE) -> Order:
        tracker = self._tracker
        assert isinstance(tracker, _Tracker)
        tracker.read = None
        known = await super().find(symbol, identity, priority)
        # No other answer can have been read in between: this is the same turn of the loop.
        is_it = tracker.read is not None and tracker.read.client_order_id == known.client_order_id
        return tracker.read if is_it and priority is Priority.DATA and tracker.read is not None else known


class _Connector(SpotConnector):
    tracker_type = _Tracker
    orders_type = _Orders


class AnswersWhatItRead(Reference):
    name = "answers_what_it_read"
    connector_type = _Connector
