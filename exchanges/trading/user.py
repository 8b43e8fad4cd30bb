"""What every private stream has in common: it is compared with REST, and after a gap all is asked anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol

from structlog.typing import FilteringBoundLogger

from exchanges.config import ConnectorConfig
from exchanges.connection import Connection
from exchanges.credentials import Credentials
from exchanges.dialect import VenueApi
from exchanges.models import Balance, Fill, Order, Position
from exchanges.oddities import Oddities
from exchanges.requests import Requests
from exchanges.stream import Stream


class Listener(Protocol):
    """Who is told what happens to the account; ``exchanges.trading.account`` is."""

    def on_report(self, order: Order, fill: Fill | None) -> None:
        """An order as the stream tells it, and the execution if this is one."""

    def on_balances(self, balances: Sequence[Balance], as_of_ms: int) -> None:
        """Absolute amounts of the assets that changed, and the venue's time of it."""

    def on_positions(self, positions: Sequence[Position], as_of_ms: int) -> None:
        """Positions that changed, as they are now, and the venue's time of it."""

    def on_moved(self) -> None:
        """Balances changed, and the stream does not say to what, or not all of it."""

    def doubt(self, reason: str) -> None:
        """Events may have been missed, or could not be read: compare everything with the venue."""

    async def nothing_missed(self) -> bool:
        """True if REST knows nothing that the stream has not told."""


class UserStream:
    """The handler of the private stream. A venue derives from it and adds ``greet``, ``on_message`` and
    ``on_answer`` (see ``exchanges.stream.Handler``).

    An end of the subscription that leaves the socket open is for ``stream.restart``, an announced end of
    the connection for ``stream.renew``; ``rest.judge_key`` hears what the venue says of the key.
    """

    def __init__(
        self,
        *,
        credentials: Credentials,
        rest: Requests,
        config: Callable[[], ConnectorConfig],
        log: FilteringBoundLogger,
        listener: Listener,
        api: VenueApi | None = None,
    ) -> None:
        """``api``: for a stream that counts in what has to be asked for, such as contracts."""
        self._credentials = credentials
        self._rest = rest
        self._config = config
        self._log = log
        self._listener = listener
        self._api = api
        self._oddities = Oddities(log)
        self._checked_s = asyncio.get_running_loop().time()
        self.stream: Stream

    # ---- what a venue adds -------------------------------------------------------------------

    async def greet(self, connection: Connection) -> None:
        """Log in, subscribe, wait for every confirmation; raise if one is missing."""
        raise NotImplementedError

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        """Work off one message; ``_lost`` for one that cannot be read. Always True: none waits."""
        raise NotImplementedError

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        """True if this message answers a question asked over ``connection`` (and was given)."""
        raise NotImplementedError

    async def address(self, url: str) -> str:
        """Where the next connection goes: ``url``, where the venue wants no key in it."""
        return url

    # ---- the same everywhere -----------------------------------------------------------------

    def _lost(self, raw: bytes, why: str) -> None:
        """Something about our orders was said that we did not understand: ask by other means."""
        self._oddities.unreadable(raw)
        self._listener.doubt(why)

    def is_fed(self) -> bool:
        return True

    async def room(self) -> None:
        """Never needed: reports of our own orders are always taken."""

    def on_live(self, *, gap: bool) -> None:
        # Also without a gap that we know of: asking costs little, a missed fill costs money.
        self._listener.doubt("stream opened")

    def on_lost(self, reason: str) -> None:
        """Nothing to do before the stream is back: then everything is asked."""

    def patrol_is_due(self) -> bool:
        now_s = asyncio.get_running_loop().time()
        return now_s >= self._checked_s + self._config().heartbeat.data_s

    async def patrol(self) -> str | None:
        """Compare with REST now and then; a private stream may rightly be silent for days."""
        self._checked_s = asyncio.get_running_loop().time()
        if await self._listener.nothing_missed():
            return None
        return "the account changed without a word on the stream"
