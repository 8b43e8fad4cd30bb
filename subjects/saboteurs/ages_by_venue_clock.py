"""RC-040: how long an order has not been found is measured by the venue's clock, which may be set."""

from collections.abc import Awaitable, Callable

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderStatus
from exchanges.orders import OrderTracker, Updates
from exchanges.ratelimit import Priority
from exchanges.trading.orders import Orders
from subjects.reference import Reference


class _Tracker(OrderTracker):
    venue_s: Callable[[], float]
    _sent_venue_s = 0.0

    def sent(self, symbol: str, client_order_id: str, now_s: float) -> None:
        super().sent(symbol, client_order_id, now_s)
        self._sent_venue_s = self.venue_s()

    def not_found(self, symbol: str, client_order_id: str, now_s: float) -> Updates:
        updates = super().not_found(symbol, client_order_id, now_s)
        tracked = self._tracked.get((symbol, client_order_id))
        if tracked is None or tracked.proven or tracked.absences < self.rules.absent_lookups:
            return updates
        if self.venue_s() - self._sent_venue_s < self.rules.absent_after_s:
            return updates
        return (*updates, *self._conclude(tracked, "absent: the venue never received it", now_s))


class _Orders(Orders):
    """The clock is read anew before it is measured by: not every venue's answers show that it was set."""

    read_clock: Callable[[], Awaitable[None]]

    async def find(self, symbol: str, identity: str, priority: Priority = Priority.RESOLVE) -> Order:
        known = self._tracker.find(symbol, identity)
        if known is not None and known.status is OrderStatus.UNKNOWN:
            await self.read_clock()
        return await super().find(symbol, identity, priority)


class _Connector(SpotConnector):
    tracker_type = _Tracker
    orders_type = _Orders

    def _assemble_account(self) -> None:
        super()._assemble_account()
        assert isinstance(self._tracker, _Tracker)  # see above
        assert isinstance(self._orders, _Orders)
        self._orders.read_clock = self._rest.sync_clock
        self._tracker.venue_s = lambda: self._rest.venue_ms() / 1000


class AgesByVenueClock(Reference):
    name = "ages_by_venue_clock"
    connector_type = _Connector
