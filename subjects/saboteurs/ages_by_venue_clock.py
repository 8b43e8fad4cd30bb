"""RC-040: how long an order has not been found is measured by the venue's clock, which may be set."""

from collections.abc import Callable

from exchanges.connector import SpotConnector
from exchanges.orders import OrderTracker, Updates
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


class _Connector(SpotConnector):
    tracker_type = _Tracker

    def _assemble_account(self) -> None:
        super()._assemble_account()
        assert isinstance(self._tracker, _Tracker)  # see above
        self._tracker.venue_s = lambda: self._rest.venue_ms() / 1000


class AgesByVenueClock(Reference):
    name = "ages_by_venue_clock"
    connector_type = _Connector
