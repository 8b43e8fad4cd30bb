"""The last hand that a message passes through: faults, the frame, the ledger."""

from collections.abc import Sequence
from typing import Any

import msgspec

from fakes.faults.fault import Frame, MessageSeen
from fakes.ledger import Ledger, Published
from fakes.operations import Role, StreamKind
from fakes.serving.session import Desk, Session
from fakes.serving.sockets import text_frame


class Message(msgspec.Struct, kw_only=True):
    """What goes to one session or, in the same form, to many. `body` is `payload` in its envelope."""

    role: Role
    kind: StreamKind
    stream: str
    payload: Any
    body: bytes
    sequence: int | None = None
    reports_fill: bool = False
    frame: bytes = b""

    def __post_init__(self) -> None:
        self.frame = text_frame(self.body)


class Publisher:
    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self._ledger = ledger
        self._desk = desk

    def publish(self, session: Session, message: Message) -> bool:
        """Send the frame, or what a fault makes of it; whether anything left.

        A message that a fault swallowed was never published; a changed one was.
        """
        frames = self._changed(session, message) if self._desk.armed else None
        if frames is None:
            session.socket.raw(message.frame)
        elif not frames:
            return False
        else:
            for frame in frames:
                session.send(frame)
        self._ledger.record(
            Published(
                session=session.number, stream=message.stream, kind=message.kind, sequence=message.sequence
            )
        )
        return True

    def _changed(self, session: Session, message: Message) -> Sequence[Frame] | None:
        payload = message.payload
        return self._desk.message(
            MessageSeen(
                session=session.number,
                role=message.role,
                kind=message.kind,
                stream=message.stream,
                payload=payload if isinstance(payload, dict) else {},
                text=message.body.decode(),
                reports_fill=message.reports_fill,
            )
        )
