"""One connection to the venue, and who serves it."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from fakes.faults.fault import Frame, Lost, MessageSeen, Reply, SubscriptionOpinion
from fakes.operations import Role
from fakes.quotas import SlidingSecond
from fakes.serving.heartbeat import Heartbeat
from fakes.serving.sockets import Socket


class Desk(Protocol):
    """What sessions ask of the armed faults (fakes.faults.dispatch)."""

    @property
    def armed(self) -> Sequence[object]: ...
    def upgrade(self, role: Role, source: str) -> Reply | Lost | None: ...
    def subscribe(self, session: int, stream: str) -> SubscriptionOpinion | None: ...
    def message(self, message: MessageSeen) -> Sequence[Frame] | None: ...
    def ignores_ping(self, session: int, role: Role) -> bool: ...
    def sends_pings(self) -> bool: ...


@dataclass(slots=True, eq=False)
class Session:
    """`roles`: what its host is for; several may share one."""

    number: int
    roles: tuple[Role, ...]
    source: str
    socket: Socket
    opened_at_ms: int
    heartbeat: Heartbeat
    frames: SlidingSecond | None = None
    end_announced: bool = False
    ended_by_venue: bool = False
    close_code: int | None = None
    timers: dict[str, asyncio.TimerHandle] = field(default_factory=dict)
    attendant: "Attendant | None" = None
    handshake: asyncio.Task[None] | None = None
    """The venue's closing handshake, once begun."""

    @property
    def role(self) -> Role:
        return self.roles[0]

    def send(self, frame: Frame) -> None:
        """Now or `after_s` later; then perhaps the end."""
        if frame.after_s > 0:
            asyncio.get_running_loop().call_later(frame.after_s, self._send_now, frame)
        else:
            self._send_now(frame)

    def _send_now(self, frame: Frame) -> None:
        if frame.raw:
            self.socket.raw(frame.data.encode() if isinstance(frame.data, str) else frame.data)
        elif isinstance(frame.data, str):
            self.socket.text(frame.data)
        else:
            self.socket.binary(frame.data)
        if frame.close_after:
            self.ended_by_venue = True
            self.socket.hang_up()


class Attendant(Protocol):
    """Serves one session."""

    def opened(self) -> None:
        """The connection stands; nothing was read yet."""

    def text(self, text: str) -> None:
        """A text frame came."""

    def closed(self) -> None:
        """The connection is gone."""

    def farewell(self) -> tuple[str, bytes] | None:
        """(stream, text) of the venue's word that this connection is about to end; None = it has none."""
