"""Which symbols are wanted on a market connection, and that the venue has confirmed each."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from structlog.typing import FilteringBoundLogger

from exchanges.backoff import Backoff
from exchanges.connection import TRANSPORT_FAILURES, Connection
from exchanges.errors import ExchangeError, InvalidRequest
from exchanges.stream import Stream

SUBSCRIBE, UNSUBSCRIBE = "SUBSCRIBE", "UNSUBSCRIBE"
_SYMBOLS_AT_ONCE = 200

Asking = Callable[[Connection, str, Sequence[str], float], Awaitable[Sequence[str]]]
"""(connection, SUBSCRIBE or UNSUBSCRIBE, symbols, seconds) → the symbols that the venue refused while it
confirmed the others. Raises SubscriptionRefused if it refused the question as a whole, or what
``Connection.ask`` raises."""


class Subscriptions:
    """Wanted symbols, counted by who wants them. Knows how to ask for all of them again.

    A symbol that is refused by itself is no reason to give up the connection of all: it is asked for again.
    """

    def __init__(
        self,
        asking: Asking,
        *,
        venue: str,
        most: int,
        within_s: float,
        backoff: Callable[[], Backoff],
        log: FilteringBoundLogger,
    ) -> None:
        self._asking = asking
        self._venue = venue
        self._most = most
        self._within_s = within_s
        self._backoff = backoff
        self._log = log
        self._wanted: dict[str, int] = {}
        self.refused: dict[str, None] = {}
        """Wanted, and not to be had on the present connection so far."""

    @property
    def are_any(self) -> bool:
        """Whether the venue is to send anything: a connection on which it refused all has none."""
        return len(self._wanted) > len(self.refused)

    def want(self, symbol: str) -> bool:
        """True if nobody wanted it before. Raises InvalidRequest when the connection is full."""
        if symbol not in self._wanted and len(self._wanted) >= self._most:
            raise InvalidRequest(f"{self._most} streams on one connection", venue=self._venue)
        count = self._wanted.get(symbol, 0)
        self._wanted[symbol] = count + 1
        return count == 0

    def release(self, symbol: str) -> bool:
        """True if nobody wants it any more."""
        count = self._wanted.get(symbol, 0) - 1
        if count > 0:
            self._wanted[symbol] = count
            return False
        self.refused.pop(symbol, None)
        return self._wanted.pop(symbol, None) is not None

    async def ask_for_all(self, connection: Connection) -> None:
        """After each connect: the whole set, each confirmed, or known to be refused."""
        symbols = tuple(self._wanted)
        refused: dict[str, None] = {}
        for start in range(0, len(symbols), _SYMBOLS_AT_ONCE):
            part = await self._ask(connection, SUBSCRIBE, symbols[start : start + _SYMBOLS_AT_ONCE])
            refused |= dict.fromkeys(part)
        self.refused = refused

    async def change(self, stream: Stream, method: str, symbol: str) -> None:
        """Subscribe or unsubscribe on the running connection; without confirmation it is given up.

        Without a running connection there is nothing to do: the next one asks for all. A symbol that is
        refused is insisted on.
        """
        await self._do(stream, (method,), symbol)

    async def renew(self, stream: Stream, symbol: str) -> None:
        """Unsubscribe and subscribe, so that the venue begins anew with it."""
        await self._do(stream, (UNSUBSCRIBE, SUBSCRIBE), symbol)

    async def insist(self, stream: Stream, symbol: str) -> None:
        """Ask for what was refused, ever less often, as long as it is wanted and the connection lives."""
        connection = stream.connection
        backoff = self._backoff()
        while symbol in self.refused:
            wait_s = backoff.next()
            self._log.warning("subscription.postponed", symbol=symbol, wait_s=round(wait_s, 3))
            await asyncio.sleep(wait_s)
            if connection is None or stream.connection is not connection or symbol not in self._wanted:
                return
            if not await self._ask_one(stream, connection, SUBSCRIBE, symbol):
                return

    async def _do(self, stream: Stream, methods: Sequence[str], symbol: str) -> None:
        connection = stream.connection
        if connection is None:
            return
        for method in methods:
            if not await self._ask_one(stream, connection, method, symbol):
                return
        if symbol in self.refused:
            await self.insist(stream, symbol)

    async def _ask_one(self, stream: Stream, connection: Connection, method: str, symbol: str) -> bool:
        """False: there was no answer, and the connection is given up."""
        try:
            refused = await self._ask(connection, method, (symbol,))
        except (ExchangeError, *TRANSPORT_FAILURES) as error:
            if stream.connection is connection:
                stream.restart(f"{method} {symbol} not confirmed: {error}")
            return False
        if symbol in refused and method == SUBSCRIBE and symbol in self._wanted:
            self.refused[symbol] = None
        else:
            self.refused.pop(symbol, None)
        return True

    async def _ask(self, connection: Connection, method: str, symbols: Sequence[str]) -> Sequence[str]:
        return await self._asking(connection, method, symbols, self._within_s)
