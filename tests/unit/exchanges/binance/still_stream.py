"""A stream that only remembers what it was told to do, for testing handlers one message at a time."""

from __future__ import annotations

import asyncio
from typing import Any

from exchanges.venues.binance.messages import Envelope


class StillConnection:
    """Confirms everything at once."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.given: list[Any] = []
        self.answers: list[Envelope] = []

    async def ask(self, identity: int, payload: dict[str, Any], timeout_s: float) -> Envelope:
        self.asked.append(payload)
        return self.answers.pop(0) if self.answers else Envelope(id=identity, status=200)

    def answer(self, identity: object, value: object) -> bool:
        if identity is None:
            return False
        self.given.append(identity)
        return True


class StillStream:
    def __init__(self) -> None:
        self.connection: StillConnection | None = StillConnection()
        self.restarts: list[str] = []
        self.renewals = 0
        self.is_live = True

    def restart(self, reason: str) -> None:
        self.restarts.append(reason)

    def renew(self) -> None:
        self.renewals += 1

    async def live(self) -> None:
        if not self.is_live:
            await asyncio.Event().wait()
