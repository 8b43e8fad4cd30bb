"""Which symbols are wanted on a market connection, and that the venue has confirmed each."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from exchanges.connection import TRANSPORT_FAILURES, Connection
from exchanges.errors import ExchangeError, InvalidRequest
from exchanges.stream import Stream

SUBSCRIBE, UNSUBSCRIBE = "SUBSCRIBE", "UNSUBSCRIBE"
_SYMBOLS_AT_ONCE = 200

Asking = Callable[[Connection, str, Sequence[str], float], Awaitable[None]]
"""(connection, SUBSCRIBE or UNSUBSCRIBE, symbols, seconds): returns when each is confirmed, else raises
SubscriptionRefused, or what ``Connection.ask`` raises."""


class Subscriptions:
    """Wanted symbols, counted by who wants them. Knows how to ask for all of them again."""

    def __init__(self, asking: Asking, *, venue: str, most: int, within_s: float) -> None:
        self._asking = asking
        self._venue = venue
        self._most = most
        self._within_s = within_s
        self._wanted: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._wanted)

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
        return self._wanted.pop(symbol, None) is not None

    async def ask_for_all(self, connection: Connection) -> None:
        """After each connect: the whole set, each confirmed."""
        symbols = tuple(self._wanted)
        for start in range(0, len(symbols), _SYMBOLS_AT_ONCE):
            await self._ask(connection, SUBSCRIBE, symbols[start : start + _SYMBOLS_AT_ONCE])

    async def change(self, stream: Stream, method: str, symbol: str) -> None:
        """Subscribe or unsubscribe on the running connection; without confirmation it is given up.

        Without a running connection there is nothing to do: the next one asks for all.
        """
        connection = stream.connection
        if connection is None:
            return
        try:
            await self._ask(connection, method, (symbol,))
        except (ExchangeError, *TRANSPORT_FAILURES) as error:
            if stream.connection is connection:
                stream.restart(f"{method} {symbol} not confirmed: {error}")

    async def _ask(self, connection: Connection, method: str, symbols: Sequence[str]) -> None:
        await self._asking(connection, method, symbols, self._within_s)
