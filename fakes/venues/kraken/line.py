"""One connection as this venue's own rules see it: its heartbeat, and how long it may stay idle.

`heartbeat` comes about once a second while nothing else does, to whoever has a subscription (KRK-53). A
connection without one is closed a minute after its client was last heard (KRK-54).
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from fakes.exact_json import encoded
from fakes.serving.session import Desk, Session
from fakes.venues.kraken.market_messages import HEARTBEAT

HEARTBEAT_S: Final = 1.0
IDLE_S: Final = 60.0

_HEARTBEAT: Final = encoded(HEARTBEAT)


class Line:
    """`subscribed` = it has a subscription that keeps it open."""

    def __init__(self, session: Session, desk: Desk, close: Callable[[Session], None]) -> None:
        self.session = session
        self.subscribed = False
        self._desk = desk
        self._close = close
        self._spoken_s = self._heard_s = self._now_s()
        self._wait("idle", self._heard_s + IDLE_S, self._check_idle)

    def heard(self) -> None:
        """The client sent something."""
        self._heard_s = self._now_s()

    def spoken(self) -> None:
        """A message of a channel left."""
        self._spoken_s = self._now_s()

    def write(self, message: dict[str, Any]) -> None:
        """What is no channel's: replies, and the status."""
        self.session.socket.text(encoded(message))

    def keep(self, subscribed: bool) -> None:
        """A first subscription was made, or the last one ended."""
        if subscribed and not self.subscribed:
            self._spoken_s = self._now_s()
            self._wait("heartbeat", self._spoken_s + HEARTBEAT_S, self._beat)
        elif not subscribed and self.subscribed:
            self._heard_s = self._now_s()
            self.session.timers.pop("heartbeat").cancel()
        self.subscribed = subscribed

    def _beat(self) -> None:
        now_s = self._now_s()
        if now_s >= self._spoken_s + HEARTBEAT_S:
            self._spoken_s = now_s
            if self._desk.sends_pings():
                self.session.socket.text(_HEARTBEAT)
        self._wait("heartbeat", self._spoken_s + HEARTBEAT_S, self._beat)

    def _check_idle(self) -> None:
        if not self.subscribed and self._now_s() >= self._heard_s + IDLE_S:
            self._close(self.session)
            return
        since_s = self._now_s() if self.subscribed else self._heard_s
        self._wait("idle", since_s + IDLE_S, self._check_idle)

    def _wait(self, name: str, until_s: float, then: Callable[[], None]) -> None:
        self.session.timers[name] = asyncio.get_running_loop().call_at(until_s, then)

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
