"""One connection by this venue's own rules: who logged in, how much it asked, how long it is silent."""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from fakes.quotas import FixedWindow
from fakes.serving.session import Session
from fakes.serving.wire_json import encoded
from fakes.venue import Key

IDLE_S: Final = 30.0
HOUR_S: Final = 3600.0


class Line:
    """`close` ends it when nothing came or went for half a minute (OKX-54)."""

    def __init__(self, session: Session, close: Callable[[Session], None], most_requests: int) -> None:
        self.session = session
        self.conn_id = f"{session.number:08x}"
        self.key: Key | None = None
        self._close = close
        self._requests = FixedWindow(most_requests, HOUR_S)
        self._opened_s = self._now_s()
        self._moved_s = self._opened_s
        self._wait(IDLE_S)

    def moved(self) -> None:
        """Something came, or something went."""
        self._moved_s = self._now_s()

    def write(self, message: dict[str, Any]) -> None:
        """What is no channel's."""
        self.session.socket.text(encoded(message))
        self.moved()

    def may_ask(self) -> bool:
        """Whether one more of those requests that are counted by the hour is borne (OKX-28)."""
        return not self._requests.charge("", 1, self._now_s() - self._opened_s).exceeded

    def _check(self) -> None:
        silent_s = self._now_s() - self._moved_s
        if silent_s >= IDLE_S:
            self._close(self.session)
        else:
            self._wait(IDLE_S - silent_s)

    def _wait(self, seconds: float) -> None:
        self.session.timers["idle"] = asyncio.get_running_loop().call_later(seconds, self._check)

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
