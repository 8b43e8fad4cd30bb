"""Opening WebSockets, and trying again: a pause that doubles up to half a minute."""

import asyncio
import contextlib
import logging
from dataclasses import dataclass, field

import aiohttp

from subjects.twin_parts.errors import Doubt
from subjects.twin_parts.pace import Pace

HEARTBEAT_S = 20.0
"""Silence after which aiohttp pings; ten seconds later the connection counts as dead."""
OPEN_WITHIN_S = 10.0
LONGEST_S = 30.0
_log = logging.getLogger("twin")


@dataclass(slots=True)
class Dialer:
    http: aiohttp.ClientSession
    pace: Pace
    stopped: asyncio.Event = field(default_factory=asyncio.Event)
    opened: int = 0

    async def open(self, url: str) -> aiohttp.ClientWebSocketResponse:
        """Raises Doubt, whatever went wrong."""
        await self.pace.dial()
        if self.stopped.is_set():
            raise Doubt("stopped")
        try:
            async with asyncio.timeout(OPEN_WITHIN_S):
                socket = await self.http.ws_connect(
                    url, heartbeat=HEARTBEAT_S, timeout=aiohttp.ClientWSTimeout(ws_close=2.0)
                )
        except aiohttp.WSServerHandshakeError as error:
            wait_s = _retry_after_s(error)
            if error.status in (418, 429):
                self.pace.hold(wait_s)
            raise Doubt(f"refused with {error.status}", wait_s or 0.0, error.status) from None
        except (aiohttp.ClientError, OSError, TimeoutError) as error:
            raise Doubt(type(error).__name__) from None
        self.opened += 1
        _log.info("connection %d: %s", self.opened, url)
        return socket

    async def pause(self, seconds: float) -> None:
        """Sleep, but not beyond the stop."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.stopped.wait()


class Backoff:
    def __init__(self) -> None:
        self._next_s = 1.0

    def worked(self) -> None:
        self._next_s = 1.0

    def next_s(self) -> float:
        seconds, self._next_s = self._next_s, min(self._next_s * 2, LONGEST_S)
        return seconds


def _retry_after_s(error: aiohttp.WSServerHandshakeError) -> float | None:
    text = None if error.headers is None else error.headers.get("Retry-After")
    return float(text) if text is not None and text.isdecimal() else None
