"""What a connector of linear perpetual contracts has beyond one of spot: positions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from typing import ClassVar

from exchanges.connector import SpotConnector
from exchanges.errors import NotConnected
from exchanges.models import Position
from exchanges.trading.dead_man import DeadMan


class PerpetualConnector(SpotConnector):
    """Quantities are of the base asset, whatever the venue counts contracts in. One-way positions.

    Orders that may only reduce a position say so: ``OrderRequest.reduce_only``.
    """

    dead_man_type: ClassVar[type[DeadMan]] = DeadMan

    def _assemble_account(self) -> None:
        super()._assemble_account()
        self._dead_man = self.dead_man_type(self._api, self._log)

    async def _stop(self, cancel_open_orders: bool, grace_s: float) -> None:
        if self._started:
            await self._dead_man.stop()
        await super()._stop(cancel_open_orders, grace_s)

    async def guard(self, symbol: str, within_s: float) -> None:
        """From now on the venue cancels all our orders of the symbol when it does not hear of us for so long:
        a crash, a cut line or a stop leaves none behind. 0 takes it back."""
        self._demand_running()
        await self._dead_man.set(symbol, within_s)

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
