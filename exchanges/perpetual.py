"""What a connector of linear perpetual contracts has beyond one of spot: positions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping

from exchanges.connector import SpotConnector
from exchanges.errors import NotConnected
from exchanges.models import Position


class PerpetualConnector(SpotConnector):
    """Quantities are of the base asset, whatever the venue counts contracts in. One-way positions.

    Orders that may only reduce a position say so: ``OrderRequest.reduce_only``.
    """

    async def positions(self) -> Mapping[str, Position]:
        """By symbol, without those that are flat; asked for unless the stream keeps them current."""
        self._demand_running()
        return await self._account.positions()

    def watch_positions(self) -> AsyncIterator[Position]:
        """Each position that is not what it was, from now on; quantity 0 = closed."""
        self._demand_running()
        if self._credentials is None:
            raise NotConnected("this connector has no key", venue=self.venue)
        return self._account.watch_positions()
