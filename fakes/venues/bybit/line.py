"""One connection as this venue's own rules see it: its name, and how long it may stay silent (BYB-66)."""

import asyncio
from typing import Any, Final

from fakes.serving.session import Session
from fakes.serving.wire_json import encoded

IDLE_S: Final = 600.0
SCAN_EVERY_S: Final = 30.0


class Line:
    """`idle_s`: without pings of its client and without data of the venue for so long, it is cut."""

    def __init__(self, session: Session, idle_s: float = IDLE_S) -> None:
        self.session = session
        self.conn_id = f"{session.number:08x}-5f1e-4b1d-8f00-{session.number:012x}"
        self._idle_s = idle_s
        self._alive_s = self._now_s()
        self._scan_later()

    def alive(self) -> None:
        """A ping came, or data left."""
        self._alive_s = self._now_s()

    def write(self, message: dict[str, Any]) -> None:
        """What is no topic's."""
        self.session.socket.text(encoded(message))

    def _scan_later(self) -> None:
        loop = asyncio.get_running_loop()
        self.session.timers["scan"] = loop.call_later(SCAN_EVERY_S, self._scan)

    def _scan(self) -> None:
        if self._now_s() - self._alive_s >= self._idle_s:
            self.session.ended_by_venue = True
            self.session.socket.hang_up()
            return
        self._scan_later()

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()


def idle_s(wanted: str | None) -> float:
    """`max_active_time`: "30s" to "600s", or in minutes ("1m"); anything else is not heeded."""
    if not wanted or wanted[-1] not in "sm" or not wanted[:-1].isdecimal():
        return IDLE_S
    seconds = int(wanted[:-1]) * (60 if wanted[-1] == "m" else 1)
    return float(seconds) if 30 <= seconds <= IDLE_S else IDLE_S
