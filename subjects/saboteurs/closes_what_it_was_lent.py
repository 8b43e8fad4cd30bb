"""FA-050: stopping one connector closes the pool that it shares with the others."""

from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Connector(SpotConnector):
    async def _stop(self, cancel_open_orders: bool, grace_s: float) -> None:
        self._owns_session = True
        await super()._stop(cancel_open_orders, grace_s)


class ClosesWhatItWasLent(Reference):
    name = "closes_what_it_was_lent"
    connector_type = _Connector
