"""OB-010: what has once been started counts as working."""

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.models import StreamState
from exchanges.stream import Stream
from subjects.reference import Reference


class _Stream(Stream):
    @property
    def state(self) -> StreamState:
        """A market stream is live from its first connection on."""
        was_live = self._seen is StreamState.LIVE or self.reconnects > 0
        return StreamState.LIVE if was_live and self.name != "user" else self._seen

    @state.setter
    def state(self, state: StreamState) -> None:
        self._seen = state


class _Books(Books):
    def states(self) -> dict[str, bool]:
        return dict.fromkeys(super().states(), True)


class _Connector(SpotConnector):
    stream_type = _Stream
    books_type = _Books


class AlwaysHealthy(Reference):
    name = "always_healthy"
    connector_type = _Connector
