"""RC-190: stop waits until it is known what the account looks like."""

from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Connector(SpotConnector):
    async def _finish_orders(self, cancel_open_orders: bool, grace_s: float) -> None:
        if self._account.stream is not None and self._account.stream.is_started:
            await self._account.reconciled.wait()
        await super()._finish_orders(cancel_open_orders, grace_s)


class StopsWhenSettled(Reference):
    name = "stops_when_settled"
    connector_type = _Connector
