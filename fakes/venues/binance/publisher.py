"""The last hand that a message passes through: faults, the frame, the ledger."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from fakes.faults.fault import Frame, MessageSeen
from fakes.ledger import Ledger, Published
from fakes.operations import Role, StreamKind
from fakes.venues.binance.session import Desk, Session
from fakes.venues.binance.sockets import text_frame

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


def encoded(payload: Any) -> str:
    """As the venue writes it: no blanks, letters beyond ASCII as they are."""
    return _encode(payload)


@dataclass(slots=True, kw_only=True)
class Message:
    """What goes to one session or, in the same form, to many. `text` stands for `payload` in its envelope."""

    role: Role
    kind: StreamKind
    stream: str
    payload: Any
    text: str
    sequence: int | None = None
    reports_fill: bool = False
    frame: bytes = field(init=False)

    def __post_init__(self) -> None:
        self.frame = text_frame(self.text)


class Publisher:
    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self._ledger = ledger
        self._desk = desk

    def publish(self, session: Session, message: Message) -> None:
        """Send the frame, or what a fault makes of it.

        A message that a fault swallowed was never published; a changed one was.
        """
        frames = self._changed(session, message) if self._desk.armed else None
        if frames is None:
            session.socket.raw(message.frame)
        elif not frames:
            return
        else:
            for frame in frames:
                session.send(frame)
        self._ledger.record(
            Published(
                session=session.number, stream=message.stream, kind=message.kind, sequence=message.sequence
            )
        )

    def _changed(self, session: Session, message: Message) -> Sequence[Frame] | None:
        payload = message.payload
        return self._desk.message(
            MessageSeen(
                session=session.number,
                role=message.role,
                kind=message.kind,
                stream=message.stream,
                payload=payload if isinstance(payload, dict) else {},
                text=message.text,
                reports_fill=message.reports_fill,
            )
        )
