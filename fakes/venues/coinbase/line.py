"""One connection as this venue's own rules see it: its numbers, its heartbeats, how long it may be idle.

Every message of a connection has the next number, whichever channel it is of (CBS-63). Who does not subscribe
within five seconds is cut off (CBS-61), and so is a connection on which nothing was said for 90 s (CBS-67).
"""

import asyncio
from collections.abc import Callable
from typing import Any, Final

from fakes.operations import Role, StreamKind
from fakes.serving.publisher import Message
from fakes.serving.session import Desk, Session
from fakes.serving.wire_json import encoded
from fakes.venues.coinbase import times

SUBSCRIBE_WITHIN_S: Final = 5.0
QUIET_S: Final = 90.0
HEARTBEAT_S: Final = 1.0
HEARTBEATS: Final = "heartbeats"

Events = list[dict[str, Any]]


class Line:
    """`clock_ms`: the venue's own clock; `close` ends the connection."""

    def __init__(
        self,
        session: Session,
        desk: Desk,
        clock_ms: Callable[[], int],
        close: Callable[[Session, str], None],
    ) -> None:
        self.session = session
        self._desk = desk
        self._clock_ms = clock_ms
        self._close = close
        self._next_number = 0
        self._beats = 0
        self._opened_s = self._spoken_s = self._now_s()
        self._wait("subscribe", self._opened_s + SUBSCRIBE_WITHIN_S, self._too_late)
        self._wait("quiet", self._opened_s + QUIET_S, self._check_quiet)

    # --- what is said -------------------------------------------------------------------------------

    def message(
        self,
        channel: str,
        events: Events,
        raw: bytes,
        *,
        role: Role,
        kind: StreamKind,
        stream: str,
        sequence: int | None,
        reports_fill: bool = False,
    ) -> Message:
        """CBS-62. With the next number, used up whatever becomes of it. `raw`: the events encoded."""
        number = self._next_number
        self._next_number += 1
        timestamp = times.nano(self._clock_ms())
        body = b'{"channel":"%b","client_id":"","timestamp":"%b","sequence_num":%d,"events":%b}' % (
            channel.encode(),
            timestamp.encode(),
            number,
            raw,
        )
        payload = {
            "channel": channel,
            "client_id": "",
            "timestamp": timestamp,
            "sequence_num": number,
            "events": events,
        }
        return Message(
            role=role,
            kind=kind,
            stream=stream,
            payload=payload,
            body=body,
            sequence=number if sequence is None else sequence,
            reports_fill=reports_fill,
        )

    def spoken(self) -> None:
        """A message left."""
        self._spoken_s = self._now_s()

    def write(self, channel: str, events: Events) -> None:
        """What faults on messages do not strike: acknowledgements and heartbeats."""
        raw = encoded(events)
        message = self.message(
            channel,
            events,
            raw,
            role=self.session.role,
            kind=StreamKind.SYSTEM,
            stream=channel,
            sequence=None,
        )
        self.session.socket.raw(message.frame)
        self.spoken()

    def refuse(self, text: str) -> None:
        """CBS-65: it has neither channel nor number."""
        self.session.socket.text(encoded({"type": "error", "message": text}))
        self.spoken()

    # --- its life -----------------------------------------------------------------------------------

    def subscribed(self) -> None:
        """The first subscription is made: the connection may stay."""
        timer = self.session.timers.pop("subscribe", None)
        if timer is not None:
            timer.cancel()

    def beat(self, on: bool) -> None:
        """Heartbeats each second from now on, or no more (CBS-68)."""
        if on and HEARTBEATS not in self.session.timers:
            self._beats = 0
            self._wait(HEARTBEATS, self._now_s() + HEARTBEAT_S, self._beat)
        elif not on:
            timer = self.session.timers.pop(HEARTBEATS, None)
            if timer is not None:
                timer.cancel()

    def _beat(self) -> None:
        self._wait(HEARTBEATS, self._now_s() + HEARTBEAT_S, self._beat)
        if self._desk.sends_pings():
            running_s = self._now_s()
            said = {"current_time": times.go(self._clock_ms(), running_s), "heartbeat_counter": self._beats}
            self._beats += 1
            self.write(HEARTBEATS, [said])

    def _too_late(self) -> None:
        self._close(self.session, "no subscription")

    def _check_quiet(self) -> None:
        if self._now_s() >= self._spoken_s + QUIET_S:
            self._close(self.session, "")
            return
        self._wait("quiet", self._spoken_s + QUIET_S, self._check_quiet)

    def _wait(self, name: str, until_s: float, then: Callable[[], None]) -> None:
        self.session.timers[name] = asyncio.get_running_loop().call_at(until_s, then)

    @staticmethod
    def _now_s() -> float:
        return asyncio.get_running_loop().time()
