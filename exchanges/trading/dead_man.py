"""A dead man's switch at the venue: it cancels what is open when it does not hear of us any more."""

from __future__ import annotations

import asyncio

from structlog.typing import FilteringBoundLogger

from exchanges.dialect import VenueApi
from exchanges.errors import ExchangeError

RENEWED_TIMES = 3
"""So often within the time that the venue waits: two that fail in a row do no harm."""


class DeadMan:
    """One switch a symbol. When the connector stops, each stays as it is, and the venue acts in its time:
    whoever wants orders to outlive their owner sets none."""

    def __init__(self, api: VenueApi, log: FilteringBoundLogger) -> None:
        self._api = api
        self._log = log
        self._renewing: dict[str, asyncio.Task[None]] = {}

    async def set(self, symbol: str, within_s: float) -> None:
        """In force when this returns, and renewed from then on; raises what the venue says against it.
        0 takes it back."""
        previous = self._renewing.pop(symbol, None)
        if previous is not None:
            previous.cancel()
        await self._api.cancel_all_after(symbol, within_s)
        if within_s > 0:
            self._renewing[symbol] = asyncio.create_task(
                self._renew_forever(symbol, within_s), name=f"dead man {symbol}"
            )

    async def stop(self) -> None:
        renewing, self._renewing = list(self._renewing.values()), {}
        for task in renewing:
            task.cancel()
        await asyncio.gather(*renewing, return_exceptions=True)

    async def _renew_forever(self, symbol: str, within_s: float) -> None:
        while True:
            await asyncio.sleep(within_s / RENEWED_TIMES)
            try:
                await self._api.cancel_all_after(symbol, within_s)
            except ExchangeError as error:
                self._log.warning("dead_man.not_renewed", symbol=symbol, cause=str(error))
