"""A connection that confirms what it is asked, in the venue's words, and a stream that only remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.stream import Handler


class _Socket:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send(self, frame: bytes, *, text: bool) -> None:
        self.sent.append(msgspec.json.decode(frame))


class StillConnection(Connection):
    """``refusals``: code and text by market, else by channel, or for "login". ``silent``: no answers."""

    def __init__(self, identity: str = "c1") -> None:
        self.frames = _Socket()
        super().__init__(self.frames, 0.0, identity)  # type: ignore[arg-type]  # as much of it as is used
        self.handler: Handler
        self.refusals: dict[str, tuple[str, str]] = {}
        self.silent = False

    async def send(self, payload: Mapping[str, Any]) -> None:
        await super().send(payload)
        if self.silent:
            return
        for argument in payload["args"]:
            name = argument.get("instId") or argument.get("channel") or "login"
            reply: dict[str, Any] = {"connId": self.identity}
            if "id" in payload:
                reply["id"] = payload["id"]
            if name in self.refusals:
                code, text = self.refusals[name]
                reply |= {"event": "error", "code": code, "msg": text}
            elif payload["op"] == "login":
                reply |= {"event": "login", "code": "0", "msg": ""}
            else:
                reply |= {"event": payload["op"], "arg": argument}
            self.handler.on_message(msgspec.json.encode(reply), self)

    def asked(self) -> list[tuple[str, list[dict[str, Any]]]]:
        return [(frame["op"], frame["args"]) for frame in self.frames.sent]


class StillStream:
    def __init__(self, connection: StillConnection) -> None:
        self.connection: StillConnection | None = connection
        self.is_live = True
        self.restarts: list[str] = []
        self.renewals = 0

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)

    def renew(self) -> None:
        self.renewals += 1

    def start(self) -> None: ...

    async def live(self) -> None: ...
