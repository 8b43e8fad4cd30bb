"""One WebSocket: opening it, asking over it, and the frames it may send in a second."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus, WebSocketException
from websockets.frames import Frame, Opcode

from exchanges.config import Timeouts
from exchanges.errors import Banned, RateLimited, RequestTimeout, StreamClosed

MAX_MESSAGE_BYTES = 8 * 1024 * 1024
_BEGINS_A_MESSAGE = (Opcode.TEXT, Opcode.BINARY)
_encode = msgspec.json.Encoder().encode

TRANSPORT_FAILURES = (OSError, EOFError, TimeoutError, WebSocketException)
"""Everything that opening and using a socket fails with (DNS, TCP, TLS, upgrade, protocol)."""


class _Connect(connect):
    """Stays where it was sent: a redirect would carry a signed login to another host."""

    def process_redirect(self, exc: Exception) -> Exception | str:
        return exc


class _Socket(ClientConnection):
    """Gives each whole message to ``deliver`` as it comes off the wire: no queue, no switch of tasks.

    A message in fragments, or one that ``deliver`` does not take, waits in the queue that ``recv``
    reads, and so does all that follows until those are worked off. So order is kept, and TCP still
    slows the venue down.
    """

    deliver: Callable[[bytes], bool] | None = None
    queued = 0

    def process_event(self, event: Any) -> None:
        if type(event) is Frame and event.opcode in _BEGINS_A_MESSAGE:
            deliver = self.deliver
            if not self.queued and event.fin and deliver is not None and deliver(bytes(event.data)):
                return
            self.queued += 1
        super().process_event(event)


class AttemptBudget:
    """At most ``attempts`` connection attempts in any ``period_s``, whoever makes them."""

    def __init__(self, attempts: int, period_s: float) -> None:
        self._period_s = period_s
        self._made: deque[float] = deque(maxlen=attempts)

    async def spend(self) -> None:
        """Wait until one more attempt is allowed."""
        now = asyncio.get_running_loop().time
        wait_s = 0.0
        if len(self._made) == self._made.maxlen:
            wait_s = max(0.0, self._made[0] + self._period_s - now())
        # Booked before waiting, so that two callers do not wait for the same place.
        self._made.append(now() + wait_s)
        if wait_s > 0:
            await asyncio.sleep(wait_s)


class Connection:
    """An open socket. Who reads it calls ``answer`` for each message that answers an ``ask``."""

    def __init__(
        self, socket: _Socket, frame_gap_s: float, identity: str = "", ping_frame: str | None = None
    ) -> None:
        self.identity = identity
        """Names the connection in the log."""
        self._socket = socket
        self._loop = asyncio.get_running_loop()
        self._asked: dict[int | str, asyncio.Future[Any]] = {}
        self._frame_gap_s = frame_gap_s
        self._ping_frame = ping_frame
        self._next_frame_s = 0.0
        self.opened_s = self._loop.time()

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        timeouts: Timeouts,
        frame_gap_s: float,
        identity: str = "",
        ping_frame: str | None = None,
    ) -> Connection:
        """Dial. Raises one of TRANSPORT_FAILURES, or RateLimited when the upgrade is throttled."""
        try:
            socket = await _Connect(
                url,
                # A proxy from the environment must not decide where keys travel.
                proxy=None,
                create_connection=_Socket,
                compression=None,
                open_timeout=timeouts.stream_open_s,
                close_timeout=timeouts.close_s,
                # Whether the peer lives is decided by the stream, which also sees the data.
                ping_interval=None,
                max_size=MAX_MESSAGE_BYTES,
                max_queue=256,
            )
        except InvalidStatus as error:
            status = error.response.status_code
            if status not in (418, 429):
                raise
            pause = _seconds(error.response.headers.get("Retry-After"))
            kind = Banned if status == 418 else RateLimited
            raise kind(f"connection refused with HTTP {status}", code=status, retry_after_s=pause) from None
        assert isinstance(socket, _Socket)  # made by create_connection
        return cls(socket, frame_gap_s, identity, ping_frame)

    def deliver_to(self, take: Callable[[bytes], bool]) -> None:
        """From now on ``take`` gets each message as it arrives; False: keep it for ``receive``."""
        self._socket.deliver = take

    async def receive(self, work_off: Callable[[bytes], Awaitable[None]]) -> None:
        """Have one kept message worked off. Raises ConnectionClosed after the last."""
        await work_off(await self._socket.recv(False))
        self._socket.queued -= 1

    async def send(self, payload: Mapping[str, Any]) -> None:
        """Send one frame, not sooner than the venue's limit on client frames allows."""
        await self._turn()
        await self._socket.send(_encode(payload), text=True)

    async def ping(self) -> Awaitable[float] | None:
        """Send a ping, which counts as a frame; what is returned waits for the pong.

        ``None`` at a venue with a ping of its own: what answers it is a message like any other.
        """
        await self._turn()
        if self._ping_frame is None:
            return await self._socket.ping()
        await self._socket.send(self._ping_frame)
        return None

    async def _turn(self) -> None:
        now = self._loop.time()
        at = max(now, self._next_frame_s)
        self._next_frame_s = at + self._frame_gap_s
        if at > now:
            await asyncio.sleep(at - now)

    async def ask(self, identity: int | str, payload: Mapping[str, Any], timeout_s: float) -> Any:
        """Send a question and wait for what ``answer`` is given for the same identity.

        Raises RequestTimeout, StreamClosed (the connection ended first), TRANSPORT_FAILURES.
        """
        waiting: asyncio.Future[Any] = self._loop.create_future()
        self._asked[identity] = waiting
        try:
            await self.send(payload)
            async with asyncio.timeout(timeout_s):
                return await waiting
        except TimeoutError:
            raise RequestTimeout("the stream did not confirm in time") from None
        finally:
            self._asked.pop(identity, None)

    def answer(self, identity: int | str | None, value: Any) -> bool:
        """Give an answer to whoever asked. False: nobody did, or gave up waiting."""
        if identity is None:
            return False
        waiting = self._asked.get(identity)
        if waiting is None or waiting.done():
            return False
        waiting.set_result(value)
        return True

    def abandon_asked(self, why: str) -> None:
        """The connection is over: nobody may wait for an answer that cannot come."""
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(StreamClosed(why))

    async def close(self) -> None:
        """Close politely, within the close timeout."""
        await self._socket.close()


def _seconds(text: str | None) -> float | None:
    try:
        return None if text is None else max(0.0, float(text))
    except ValueError:
        return None
