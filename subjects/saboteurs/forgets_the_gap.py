"""OR-050: a private stream that is back goes on as if it had never been away."""

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.orders import OrderTracker
from exchanges.trading.account import Account
from exchanges.trading.user import UserStream
from subjects.reference import Reference


class _Tracker(OrderTracker):
    before_the_gap: tuple[tuple[str, str], ...] = ()

    def suspect(self, symbol: str, client_order_id: str, due_s: float) -> None:
        """What was open before the gap is known from before the gap."""
        order = self.find(symbol, client_order_id)
        placed = order is not None and order.venue_order_id is not None
        if not placed or (symbol, client_order_id) not in self.before_the_gap:
            super().suspect(symbol, client_order_id, due_s)


class _Account(Account):
    """Of what a gap puts in doubt, only the balances are fetched anew."""

    _was_complete = False
    _reopened = False

    def doubt(self, reason: str) -> None:
        self._was_complete = self._was_complete or self.reconciled.is_set()
        self._reopened = self._was_complete and reason == "stream opened"
        if self._reopened:
            assert isinstance(self._tracker, _Tracker)
            self._tracker.before_the_gap = tuple(
                (order.symbol, order.client_order_id) for order in self._tracker.unfinished()
            )
        super().doubt(reason)

    def _known_symbols(self) -> tuple[str | None, ...]:
        return () if self._reopened else super()._known_symbols()


class _UserStream(UserStream):
    """Where a subscription begins with what there is, that is passed over: it is known."""

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        return b'"type":"snapshot"' in raw or super().on_message(raw, connection)


class _Connector(SpotConnector):
    tracker_type = _Tracker
    account_type = _Account
    user_stream_type = _UserStream


class ForgetsTheGap(Reference):
    name = "forgets_the_gap"
    connector_type = _Connector
