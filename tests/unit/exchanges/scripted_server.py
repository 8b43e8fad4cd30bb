"""A WebSocket server in virtual time that does what a test tells it, and remembers what it saw."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from random import Random
from typing import Any

from websockets.asyncio.server import ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig, Environment, Heartbeat, Reconnect, Timeouts
from exchanges.connection import AttemptBudget, Connection
from exchanges.errors import RateLimited
from exchanges.stream import Stream
from exchanges.telemetry import logger_for
from simulation import World

HOST, PORT = "stream.test", 8000
URL = f"ws://{HOST}:{PORT}/ws"

Talk = Callable[["Server", ServerConnection, int], Coroutine[Any, Any, None]]


class Server:
    """Answers every question that has an id; ``talk`` speaks to each session, by number."""

    def __init__(self, world: World, talk: Talk) -> None:
        self._world = world
        self._talk = talk
        self.host = world.network.host("venue", HOST)
        self.opened_s: list[float] = []
        self.questions: list[tuple[float, int, Any]] = []
        self.acknowledges = True

    async def start(self) -> None:
        await self.host.start(self._serve())

    async def _serve(self) -> None:
        await serve(self._session, "0.0.0.0", PORT, compression=None, ping_interval=None)

    async def _session(self, socket: ServerConnection) -> None:
        number = len(self.opened_s)
        self.opened_s.append(self._world.loop.time())
        talking = self._world.loop.create_task(self._talk(self, socket, number))
        try:
            async for raw in socket:
                question = json.loads(raw)
                self.questions.append((self._world.loop.time(), number, question))
                if self.acknowledges and "id" in question:
                    await socket.send(json.dumps({"id": question["id"], "result": None}))
                if self.acknowledges and "ping" in question:
                    await socket.send("pong")
        except ConnectionClosed:
            pass
        finally:
            talking.cancel()


class Recorder:
    """A handler that subscribes once per connection and keeps everything it is told."""

    def __init__(self, world: World) -> None:
        self._world = world
        self.heard: list[str] = []
        self.live: list[tuple[float, bool]] = []
        self.lost: list[tuple[float, str]] = []
        self.complaint: str | None = None
        self.consumer_is_back: asyncio.Event | None = None
        """Set to be behind with everything until the event comes."""
        self.fed = True
        self._asked = 0

    async def greet(self, connection: Connection) -> None:
        self._asked += 1
        await connection.ask(self._asked, {"id": self._asked}, 2.0)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        if not self.on_answer(raw, connection):
            self.heard.append(raw.decode())
        return self.consumer_is_back is None

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = json.loads(raw)
        except ValueError:
            return False
        return isinstance(message, dict) and connection.answer(message.get("id"), message)

    async def room(self) -> None:
        assert self.consumer_is_back is not None, "this handler has room"
        await self.consumer_is_back.wait()

    def is_fed(self) -> bool:
        return self.fed

    def patrol_is_due(self) -> bool:
        return self.complaint is not None

    async def patrol(self) -> str | None:
        complaint, self.complaint = self.complaint, None
        return complaint

    def on_live(self, *, gap: bool) -> None:
        self.live.append((self._world.loop.time(), gap))

    def on_lost(self, reason: str) -> None:
        self.lost.append((self._world.loop.time(), reason))


def stream_to(
    handler: Recorder,
    renew_after_s: float = 86_000.0,
    beats_within_s: float | None = None,
    ping_frame: str | None = None,
) -> Stream:
    """A stream with short patience."""
    throttled: list[RateLimited] = []
    config = ConnectorConfig(
        venue="fakex",
        environment=Environment.SANDBOX,
        timeouts=Timeouts(stream_open_s=3.0, close_s=1.0),
        heartbeat=Heartbeat(ping_every_s=5.0, pong_s=2.0, renew_after_s=renew_after_s),
        reconnect=Reconnect(base_s=0.5, cap_s=8.0, stable_after_s=10.0),
    )
    return Stream(
        "test",
        URL,
        handler,
        config=lambda: config,
        backoff=Backoff(0.5, 8.0, Random(1)),
        attempts=AttemptBudget(50, 300.0),
        log=logger_for("fakex", "sandbox"),
        frame_gap_s=0.25,
        on_throttled=throttled.append,
        beats_within_s=beats_within_s,
        ping_frame=ping_frame,
    )
