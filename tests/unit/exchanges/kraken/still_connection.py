"""A connection that confirms what it is asked, in the venue's words, and a stream that only remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.stream import Handler


class _Socket:
    """Frames that were sent go to ``told``."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send(self, frame: bytes, *, text: bool) -> None:
        self.sent.append(msgspec.json.decode(frame))


class StillConnection(Connection):
    """``refusals``: error by symbol (or by channel, for channels without symbols). ``silent``: no answers."""

    def __init__(self, identity: str = "c1") -> None:
        self.frames = _Socket()
        super().__init__(self.frames, 0.0, identity)  # type: ignore[arg-type]  # as much of it as is used
        self.handler: Handler
        self.refusals: dict[str, str] = {}
        self.results: dict[str, dict[str, Any]] = {}
        """What the confirmation of a channel says beside its name."""
        self.silent = False

    async def send(self, payload: Mapping[str, Any]) -> None:
        await super().send(payload)
        if self.silent:
            return
        parameters = payload["params"]
        for symbol in parameters.get("symbol", (None,)):
            reply = {"method": payload["method"], "req_id": payload["req_id"], "success": True}
            refused = self.refusals.get(symbol or parameters["channel"])
            if refused is not None:
                reply |= {"success": False, "error": refused} | ({"symbol": symbol} if symbol else {})
            else:
                channel = parameters["channel"]
                reply["result"] = {"channel": channel} | self.results.get(channel, {})
                reply["result"] |= {"symbol": symbol} if symbol else {}
            self.handler.on_message(msgspec.json.encode(reply), self)

    def asked(self) -> list[tuple[str, dict[str, Any]]]:
        return [(frame["method"], frame["params"]) for frame in self.frames.sent]


class StillStream:
    def __init__(self, connection: StillConnection) -> None:
        self.connection: StillConnection | None = connection
        self.is_live = True
        self.restarts: list[str] = []

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)

    def start(self) -> None: ...

    async def live(self) -> None: ...
