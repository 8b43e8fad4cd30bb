"""The instruments of the venue, read again when they may have changed."""

from __future__ import annotations

import asyncio

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.errors import ExchangeError, InvalidRequest, SymbolNotTrading
from exchanges.models import Instrument, OrderRequest
from exchanges.ratelimit import Priority
from exchanges.venues.binance.errors import VENUE
from exchanges.venues.binance.messages import ExchangeInfo
from exchanges.venues.binance.rest import BinanceRest, limit_rules
from exchanges.venues.binance.symbols import instruments_of, refuse_if_wrong

REFRESH_EVERY_S = 900.0
TRUSTED_FOR_S = 30.0
"""Rules younger than this refuse an order by themselves; older ones are read again first."""

_decode_info = msgspec.json.Decoder(ExchangeInfo).decode


class Catalogue:
    """Instruments by symbol. Reading them also brings the limits, which are handed to ``rest``."""

    def __init__(self, rest: BinanceRest, log: FilteringBoundLogger) -> None:
        self._rest = rest
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
            raise InvalidRequest(f"unknown symbol {symbol!r}", venue=VENUE)
        return instrument

    async def read(self) -> None:
        """Ask the venue, and say in the log what has changed."""
        info = await self._rest.public(
            "/api/v3/exchangeInfo", {}, _decode_info, weight=20, priority=Priority.RESOLVE
        )
        rules = limit_rules(info.rateLimits)
        if rules:
            self._rest.adopt_limits(rules)
        fresh = instruments_of(info, self._unreadable)
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
            refuse_if_wrong(request, self.of(request.symbol))
        except (InvalidRequest, SymbolNotTrading):
            return False
        return True

    def _unreadable(self, cause: str) -> None:
        self._log.warning("instrument.unreadable", cause=cause[:200])

    async def check(self, request: OrderRequest) -> None:
        """Raise InvalidRequest or SymbolNotTrading for what the venue could only refuse.

        Rules change while we run: before they refuse an order, they are read again if they are old.
        """
        try:
            refuse_if_wrong(request, self.of(request.symbol))
        except (InvalidRequest, SymbolNotTrading):
            if asyncio.get_running_loop().time() - self._read_s < TRUSTED_FOR_S:
                raise
            try:
                await self.read()
            except ExchangeError as error:
                self._log.warning("instruments.read_failed", cause=str(error))
            refuse_if_wrong(request, self.of(request.symbol))

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
