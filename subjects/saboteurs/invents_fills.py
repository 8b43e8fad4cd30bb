"""RC-140: a part that is known to be filled and whose executions cannot be fetched is made up."""

from decimal import Decimal

from exchanges.connector import SpotConnector
from exchanges.models import Fill
from exchanges.orders import Ask, Lookup, OrderTracker, Updates
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Tracker(OrderTracker):
    invented: Updates = ()

    def failed(self, lookup: Lookup, now_s: float) -> None:
        super().failed(lookup, now_s)
        tracked = self._tracked.get((lookup.symbol, lookup.client_order_id))
        if tracked is None or lookup.ask is not Ask.FILLS or tracked.fills_due_s is None:
            return
        order = tracked.order
        inferred = Fill(
            symbol=order.symbol,
            trade_id=str(order.updated_ms),
            client_order_id=order.client_order_id,
            venue_order_id=order.venue_order_id or "",
            side=order.side,
            price=order.price or Decimal(0),
            quantity=order.filled - tracked.fills_quantity,
            fee=Decimal(0),
            fee_asset="",
            time_ms=order.updated_ms,
            maker=True,
        )
        self.invented = self._add_fill(tracked, inferred, now_s)
        self._count_fills(tracked, now_s)


class _Orders(Orders):
    async def _resolve(self, lookup: Lookup) -> None:
        await super()._resolve(lookup)
        assert isinstance(self._tracker, _Tracker)  # see below
        invented, self._tracker.invented = self._tracker.invented, ()
        self.tell(invented)


class _Connector(SpotConnector):
    tracker_type = _Tracker
    orders_type = _Orders


class InventsFills(Reference):
    name = "invents_fills"
    connector_type = _Connector
