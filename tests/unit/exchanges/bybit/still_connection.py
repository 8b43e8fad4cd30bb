"""A connection that confirms what it is asked, in the venue's words, and a stream that only remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.stream import Handler


class _Socket:
    """Frames that were sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send(self, frame: bytes, *, text: bool) -> None:
        self.sent.append(msgspec.json.decode(frame))


class StillConnection(Connection):
    """``refused``: topics (or ``"auth"``) that are. ``silent``: no answers."""

    def __init__(self, identity: str = "c1") -> None:
        self.frames = _Socket()
        super().__init__(self.frames, 0.0, identity)  # type: ignore[arg-type]  # as much of it as is used
        self.handler: Handler
        self.refused: tuple[str, ...] = ()
        self.silent = False

    async def send(self, payload: Mapping[str, Any]) -> None:
        await super().send(payload)
        if self.silent:
            return
        topics = ["auth"] if payload["op"] == "auth" else payload["args"]
        bad = next((topic for topic in topics if topic in self.refused), None)
        reply = {"success": bad is None, "ret_msg": "", "conn_id": "x", "op": payload["op"]}
        if bad is not None:
            reply["ret_msg"] = f"error:handler not found,topic:{bad}"
        self.handler.on_message(msgspec.json.encode(reply | {"req_id": payload["req_id"]}), self)

    def asked(self) -> list[tuple[str, list[Any]]]:
        return [(frame["op"], frame["args"]) for frame in self.frames.sent]


class StillStream:
    def __init__(self, connection: StillConnection) -> None:
        self.connection: StillConnection | None = connection
        self.is_live = True
        self.restarts: list[str] = []

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)

    def start(self) -> None: ...

    async def live(self) -> None: ...
