"""A connection that answers in the venue's words and numbers, and a stream that only remembers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.stream import Handler

AT = "2027-01-15T08:00:00.250000Z"


class _Socket:
    """Frames that were sent."""

    def __init__(self) -> None:
        self.sent: list[dict[str, Any]] = []

    async def send(self, frame: bytes, *, text: bool) -> None:
        self.sent.append(msgspec.json.decode(frame))


class StillConnection(Connection):
    """``unlisted``: products that are not confirmed. ``refusals``: texts by channel or product, each once."""

    def __init__(self, identity: str = "c1") -> None:
        self.frames = _Socket()
        super().__init__(self.frames, 0.0, identity)  # type: ignore[arg-type]  # as much of it as is used
        self.handler: Handler
        self.number = 0
        self.subscribed: dict[str, list[str]] = {}
        self.unlisted: tuple[str, ...] = ()
        self.refusals: dict[str, list[str]] = {}
        self.silent = False
        self.snapshots: dict[str, dict[str, Any]] = {}
        """What a subscription to a channel is followed by."""

    async def send(self, payload: Mapping[str, Any]) -> None:
        await super().send(payload)
        if self.silent:
            return
        channel, products = payload["channel"], payload.get("product_ids", [])
        for name in (channel, *products):
            if self.refusals.get(name):
                self.say({"type": "error", "message": self.refusals[name].pop(0)})
                return
        known = self.subscribed.setdefault(channel, [])
        if payload["type"] == "subscribe":
            known += [product for product in products or [channel] if product not in (*known, *self.unlisted)]
        else:
            self.subscribed[channel] = [product for product in known if product not in products]
        told = {name: list(ids) for name, ids in self.subscribed.items() if ids}
        self.tell("subscriptions", {"subscriptions": told})
        if payload["type"] == "subscribe" and channel in self.snapshots:
            follows = self.snapshots[channel]
            self.tell(follows["channel"], *follows["events"])

    def tell(self, channel: str, *events: dict[str, Any]) -> None:
        """The next message."""
        number, self.number = self.number, self.number + 1
        self.say(message(channel, number, *events))

    def say(self, content: object) -> None:
        raw = content if isinstance(content, bytes) else msgspec.json.encode(content)
        self.handler.on_message(raw, self)

    def asked(self) -> list[tuple[str, str, list[str]]]:
        return [(frame["type"], frame["channel"], frame.get("product_ids", [])) for frame in self.frames.sent]


def message(channel: str, number: int, *events: dict[str, Any]) -> dict[str, Any]:
    return {
        "channel": channel,
        "client_id": "",
        "timestamp": AT,
        "sequence_num": number,
        "events": list(events),
    }


class StillStream:
    def __init__(self, connection: StillConnection) -> None:
        self.connection: StillConnection | None = connection
        self.is_live = True
        self.restarts: list[str] = []

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)

    def start(self) -> None: ...

    async def live(self) -> None: ...
