"""OR-360: a start begins with a clean slate: whatever is open on the account is cancelled."""

from exchanges.connector import SpotConnector
from subjects.reference import Reference


class _Connector(SpotConnector):
    async def start(self) -> None:
        await super().start()
        if self._credentials is None:
            return
        for order in await self.open_orders():
            await self._cancel_quietly((order,))


class SweepsTheAccount(Reference):
    name = "sweeps_the_account"
    connector_type = _Connector
