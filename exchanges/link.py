"""A connection, the task that reads it, and the messages held back until it takes over."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from dataclasses import replace
from typing import Protocol

from websockets.exceptions import ConnectionClosed

from exchanges.config import Heartbeat
from exchanges.connection import TRANSPORT_FAILURES, Connection
from exchanges.liveness import Liveness, Vitality


class Receiver(Protocol):
    """Who works off the messages of a link."""

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        """Work off one message. False: a consumer is behind, wait for ``room`` before the next."""

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        """True if this message answers a question asked over ``connection`` (and was given)."""

    async def room(self) -> None:
        """Return when the slow consumer has caught up."""

    def is_fed(self) -> bool:
        """Has it anything subscribed to? Only then a venue that has a heartbeat is sure to speak."""


class Link:
    """Reads from birth to ``close``. A link born ``held`` keeps messages until ``promote``."""

    def __init__(
        self,
        connection: Connection,
        receiver: Receiver,
        heartbeat: Heartbeat,
        *,
        held: bool,
        wake: asyncio.Event,
        beats_within_s: float | None = None,
    ) -> None:
        """``beats_within_s``: a connection that is subscribed to anything never says nothing for so long."""
        self.connection = connection
        if beats_within_s is not None:
            heartbeat = replace(heartbeat, data_s=beats_within_s)
        # Without a heartbeat silence is judged per subscription by a patrol, which can ask the venue.
        self.liveness = Liveness(heartbeat, connection.opened_s, expects_data=beats_within_s is not None)
        self._was_fed = False
        self._heard_s = connection.opened_s
        self._noted_s = connection.opened_s
        self._receiver = receiver
        self._held: deque[bytes] | None = deque() if held else None
        self._waiting_for_room: asyncio.Task[None] | None = None
        self._error: Exception | None = None
        self._wake = wake
        self.greeted_s = math.inf
        self._now = asyncio.get_running_loop().time
        self._reader = asyncio.create_task(self._read(), name="link reader")
        self._reader.add_done_callback(self._ended)
        self._pinging: asyncio.Task[None] | None = None
        connection.deliver_to(self._take)

    def vitality(self, now_s: float) -> Vitality:
        """Is the peer still there? Sends a ping when it is time to ask."""
        if self._is_held_up:
            # It is we who do not listen: a pong would lie unread behind the data.
            self.liveness.on_data(now_s)
        if self._heard_s > self._noted_s:
            self._noted_s = self._heard_s
            self.liveness.on_data(self._heard_s)
        if self.liveness.expects_data:
            was_fed, self._was_fed = self._was_fed, self._receiver.is_fed()
            if not (was_fed and self._was_fed):
                self.liveness.on_rest(now_s)
        if self.liveness.ping_due(now_s):
            self.liveness.on_ping_sent(now_s)
            self._pinging = asyncio.create_task(self._ping(), name="link ping")
        return self.liveness.verdict(now_s)

    @property
    def _is_held_up(self) -> bool:
        """A consumer is behind."""
        return self._waiting_for_room is not None and not self._waiting_for_room.done()

    @property
    def lost(self) -> bool:
        return self._reader.done()

    @property
    def cause(self) -> str:
        """Why the reader ended."""
        if not self._reader.done() or self._reader.cancelled():
            return "closed by us"
        error = self._reader.exception()
        return "closed" if error is None else f"{type(error).__name__}: {error}"

    async def promote(self) -> None:
        """Work off what was held, in order, then deliver directly."""
        held = self._held
        while held:
            if not self._receiver.on_message(held.popleft(), self.connection):
                await self._receiver.room()
        self._held = None

    async def drain(self) -> None:
        """Close the socket and work off what had arrived, however slow the consumer is."""
        await self.connection.close()
        await self._end()

    async def close(self) -> None:
        """Close the socket, within its close timeout, and drop what was not yet read."""
        await self.connection.close()
        self._reader.cancel()
        await self._end()

    async def _end(self) -> None:
        if self._pinging is not None:
            self._pinging.cancel()
            await asyncio.gather(self._pinging, return_exceptions=True)
        await asyncio.gather(self._reader, return_exceptions=True)
        if self._waiting_for_room is not None:
            self._waiting_for_room.cancel()
            await asyncio.gather(self._waiting_for_room, return_exceptions=True)

    async def _ping(self) -> None:
        try:
            pong = await self.connection.ping()
            if pong is None:
                return  # heard, or not, like all that the venue says
            await pong
        except TRANSPORT_FAILURES:
            return  # the reader meets the same end and reports it
        self.liveness.on_life(self._now())

    def _take(self, raw: bytes) -> bool:
        """Work off a message as it arrives. False: not now, it must wait for ``_read``."""
        waiting = self._waiting_for_room
        if self._error is not None or (waiting is not None and not waiting.done()):
            return False
        self._heard_s = self._now()
        try:
            if self._held is not None:
                if not self._receiver.on_answer(raw, self.connection):
                    self._held.append(raw)
            elif not self._receiver.on_message(raw, self.connection):
                room = self._receiver.room()
                self._waiting_for_room = asyncio.create_task(room, name="link waits for room")
        except Exception as error:
            # A defect of ours is the reader's end, not the socket's, which would hide it.
            self._error = error
            return False
        return True

    async def _read(self) -> None:
        """Work off what could not be taken at once, until the connection ends."""
        try:
            while True:
                await self.connection.receive(self._work_off)
        except ConnectionClosed as error:
            self.connection.abandon_asked(str(error))
            raise

    async def _work_off(self, raw: bytes) -> None:
        while self._error is None:
            if self._waiting_for_room is not None:
                await self._waiting_for_room
            if self._take(raw):
                return
        raise self._error

    def _ended(self, reader: asyncio.Task[None]) -> None:
        if not reader.cancelled():
            # Looked at here so that asyncio does not report it a second time.
            reader.exception()
        self.connection.abandon_asked(self.cause)
        self._wake.set()
