"""The last hand that a message passes through: faults, the frame, the ledger."""

import json
from typing import Any

from fakes.faults.fault import MessageSeen
from fakes.ledger import Ledger, Published
from fakes.operations import Role, StreamKind
from fakes.venues.binance.sessions import Desk, Session

_encode = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False, check_circular=False).encode


def encoded(payload: Any) -> str:
    """As the venue writes it: no blanks, letters beyond ASCII as they are."""
    return _encode(payload)


class Publisher:
    def __init__(self, ledger: Ledger, desk: Desk) -> None:
        self._ledger = ledger
        self._desk = desk

    def publish(
        self,
        session: Session,
        role: Role,
        kind: StreamKind,
        stream: str,
        payload: Any,
        text: str,
        *,
        sequence: int | None = None,
        reports_fill: bool = False,
    ) -> None:
        """Send `text`, the whole frame around `payload`, or what a fault makes of it.

        A message that a fault swallowed was never published; a changed one was.
        """
        frames = self._desk.message(
            MessageSeen(
                session=session.number,
                role=role,
                kind=kind,
                stream=stream,
                payload=payload if isinstance(payload, dict) else {},
                text=text,
                reports_fill=reports_fill,
            )
        )
        if frames is None:
            session.socket.text(text)
        elif not frames:
            return
        else:
            for frame in frames:
                session.send(frame)
        self._ledger.record(Published(session=session.number, stream=stream, kind=kind, sequence=sequence))
