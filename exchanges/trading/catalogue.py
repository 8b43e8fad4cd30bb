"""The instruments of the venue, read again when they may have changed, and orders held against them."""

from __future__ import annotations

import asyncio

from structlog.typing import FilteringBoundLogger

from exchanges.dialect import VenueApi
from exchanges.errors import ExchangeError, InvalidRequest, SymbolNotTrading
from exchanges.models import Instrument, OrderRequest
from exchanges.trading.rules import refuse_if_wrong

REFRESH_EVERY_S = 900.0
TRUSTED_FOR_S = 30.0
"""Rules younger than this refuse an order by themselves; older ones are read again first."""


class Catalogue:
    """Instruments by symbol."""

    def __init__(self, api: VenueApi, log: FilteringBoundLogger) -> None:
        self._api = api
        self._log = log
        self._known: dict[str, Instrument] = {}
        self._read_s = float("-inf")
        self._stale = asyncio.Event()

    def all(self) -> tuple[Instrument, ...]:
        return tuple(self._known.values())

    def of(self, symbol: str) -> Instrument:
        """Raises InvalidRequest for a symbol that the venue does not list."""
        instrument = self._known.get(symbol)
        if instrument is None:
            raise InvalidRequest(f"unknown symbol {symbol!r}", venue=self._api.venue)
        return instrument

    async def read(self) -> None:
        """Ask the venue, and say in the log what has changed."""
        fresh = await self._api.instruments(self._unreadable)
        if not fresh:
            return  # an empty list is no evidence that every symbol was delisted
        for symbol, instrument in self._known.items():
            now = fresh.get(symbol)
            if now != instrument:
                status = "gone" if now is None else now.status.value
                self._log.warning("instrument.changed", symbol=symbol, status=status)
        self._known = fresh
        self._read_s = asyncio.get_running_loop().time()

    def allows(self, request: OrderRequest) -> bool:
        """As far as is known; if not, ``check`` makes sure and says why."""
        try:
            self._refuse_if_wrong(request)
        except (InvalidRequest, SymbolNotTrading):
            return False
        return True

    def _refuse_if_wrong(self, request: OrderRequest) -> None:
        refuse_if_wrong(request, self.of(request.symbol), self._api.client_order_ids, venue=self._api.venue)

    def _unreadable(self, cause: str) -> None:
        self._log.warning("instrument.unreadable", cause=cause[:200])

    async def check(self, request: OrderRequest) -> None:
        """Raise InvalidRequest or SymbolNotTrading for what the venue could only refuse.

        Rules change while we run: before they refuse an order, they are read again if they are old.
        """
        try:
            self._refuse_if_wrong(request)
        except (InvalidRequest, SymbolNotTrading):
            if asyncio.get_running_loop().time() - self._read_s < TRUSTED_FOR_S:
                raise
            try:
                await self.read()
            except ExchangeError as error:
                self._log.warning("instruments.read_failed", cause=str(error))
            self._refuse_if_wrong(request)

    def distrust(self) -> None:
        """The venue refused an order that our rules allow: read them again soon."""
        self._stale.set()

    async def refresh_forever(self) -> None:
        while True:
            try:
                async with asyncio.timeout(REFRESH_EVERY_S):
                    await self._stale.wait()
            except TimeoutError:
                pass
            self._stale.clear()
            age_s = asyncio.get_running_loop().time() - self._read_s
            await asyncio.sleep(max(0.0, TRUSTED_FOR_S - age_s))
            try:
                await self.read()
            except ExchangeError as error:
                self._log.warning("instruments.read_failed", cause=str(error))
