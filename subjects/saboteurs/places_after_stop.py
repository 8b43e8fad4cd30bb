"""OR-120: stop does not keep its caller waiting, and orders go out until it is done."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.health import Phase
from subjects.reference import Reference


class _Connector(SpotConnector):
    async def stop(self, *, cancel_open_orders: bool = False, grace_s: float = 5.0) -> None:
        if self._stopping is not None or self._phase is not Phase.RUNNING:
            await super().stop(cancel_open_orders=cancel_open_orders, grace_s=grace_s)
            return
        self._stopping = asyncio.create_task(self._wind_down(cancel_open_orders, grace_s))

    async def __aexit__(self, *error: Any) -> None:
        await self.stop()
        await super().stop()

    async def _wind_down(self, cancel_open_orders: bool, grace_s: float) -> None:
        """The strategy may need a moment to finish what it is doing."""
        await asyncio.sleep(grace_s / 2)
        self._phase = Phase.STOPPED
        await self._stop(cancel_open_orders, grace_s)


class PlacesAfterStop(Reference):
    name = "places_after_stop"
    connector_type = _Connector
