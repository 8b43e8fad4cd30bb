"""One TCP connection through a loopback proxy, and what can be done to it."""

import asyncio
import contextlib
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Literal

How = Literal["rst", "fin", "half_open"]
Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]

_CHUNK_BYTES = 65_536
_CHUNKS_UNDER_WAY = 64
_DRIPS_PER_S = 20
# Long enough for the kernel to hand a piece to the reader before the next one is there.
_BETWEEN_PIECES_S = 0.001
# SO_LINGER on, zero seconds: close() sends RST instead of FIN.
_LINGER_ZERO = struct.pack("ii", 1, 0)
_EOF = b""


@dataclass(slots=True)
class Conditions:
    """The weather on one proxy; read anew for every chunk."""

    latency_s: float = 0.0
    jitter_s: float = 0.0
    down_bytes_per_s: float | None = None
    fragment_probability: float = 0.0
    passable: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        self.passable.set()


class ProxiedConnection:
    """Two sockets; for each direction a reader and a writer with what is under way between them."""

    def __init__(self, client: Streams, venue: Streams, conditions: Conditions, rng: Random) -> None:
        self._writers = (client[1], venue[1])
        for writer in self._writers:
            # drain() then waits until the kernel has everything: a cut must not take back earlier bytes.
            writer.transport.set_write_buffer_limits(high=0)
        self._conditions = conditions
        self._rng = rng
        self._cut: tuple[int, How] | None = None
        self._tasks: list[asyncio.Task[None]] = []
        self._open_directions = 2
        self.over = asyncio.Event()
        """Set when nothing passes any more."""
        self.held = False
        """Half-open: nothing passes, but the sockets are still there."""
        self._carry(client[0], venue[1], down=False)
        self._carry(venue[0], client[1], down=True)

    def __str__(self) -> str:
        near, far = (writer.get_extra_info("peername") for writer in self._writers)
        return f"{near} to {far}"

    def reset(self) -> None:
        """RST to both sides."""
        for writer in self._writers:
            raw = writer.get_extra_info("socket")
            if raw is not None and raw.fileno() >= 0:
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER_ZERO)
            writer.transport.abort()
        self._stop()

    def half_open(self) -> None:
        """Both sockets stay open; nothing is read or written any more, so their buffers fill in time."""
        for writer in self._writers:
            transport = writer.transport
            if isinstance(transport, asyncio.Transport) and transport.is_reading():
                transport.pause_reading()
        self.held = True
        self._stop()

    def close(self) -> None:
        """FIN to both sides."""
        for writer in self._writers:
            writer.close()
        self._stop()

    def cut_after(self, n_bytes: int, how: How) -> None:
        """End it once the venue has sent `n_bytes` more."""
        if n_bytes == 0:
            self._end(how)
        else:
            self._cut = (n_bytes, how)

    async def ended(self) -> None:
        """Returns when its tasks are done and its sockets closed; to be called after `reset` or `close`."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for writer in self._writers:
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    def _end(self, how: How) -> None:
        {"rst": self.reset, "fin": self.close, "half_open": self.half_open}[how]()

    def _stop(self) -> None:
        self.over.set()
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()

    def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, down: bool) -> None:
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_CHUNKS_UNDER_WAY)
        self._tasks.append(asyncio.ensure_future(self._receive(reader, under_way)))
        self._tasks.append(asyncio.ensure_future(self._deliver(under_way, writer, down=down)))

    async def _receive(
        self, reader: asyncio.StreamReader, under_way: asyncio.Queue[tuple[float, bytes]]
    ) -> None:
        now_s = asyncio.get_running_loop().time
        arrives_s = 0.0
        while True:
            try:
                data = await reader.read(_CHUNK_BYTES)
            except OSError:
                # One side was reset; so is the other, as if there were no proxy between them.
                self.reset()
                return
            weather = self._conditions
            delay_s = weather.latency_s + (weather.jitter_s and weather.jitter_s * self._rng.random())
            arrives_s = max(arrives_s, now_s() + delay_s)
            await under_way.put((arrives_s, data))
            if data == _EOF:
                return

    async def _deliver(
        self, under_way: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter, *, down: bool
    ) -> None:
        now_s = asyncio.get_running_loop().time
        while True:
            arrives_s, data = await under_way.get()
            if (left_s := arrives_s - now_s()) > 0:
                await asyncio.sleep(left_s)
            await self._conditions.passable.wait()
            if data == _EOF:
                self._finish(writer)
                return
            try:
                await (self._drip(writer, data) if down else self._pieces(writer, data))
            except OSError:
                self.reset()
                return
            if self.over.is_set():
                return

    def _finish(self, writer: asyncio.StreamWriter) -> None:
        """One side is done sending: the other is told; when both are, the connection is closed."""
        self._open_directions -= 1
        if self._open_directions == 0:
            self.close()
        elif writer.can_write_eof() and not writer.is_closing():
            writer.write_eof()

    async def _drip(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        """Towards the client: at the rate of the hour, and no further than a planned cut."""
        while data and not self.over.is_set():
            rate = self._conditions.down_bytes_per_s
            drip = data if rate is None else data[: max(1, int(rate / _DRIPS_PER_S))]
            data = data[len(drip) :]
            if rate is not None:
                await asyncio.sleep(len(drip) / rate)
                await self._conditions.passable.wait()
            if self._cut is None or self._cut[0] > len(drip):
                self._cut = self._cut and (self._cut[0] - len(drip), self._cut[1])
                await self._pieces(writer, drip)
            else:
                n_bytes, how = self._cut
                await self._pieces(writer, drip[:n_bytes])
                self._end(how)

    async def _pieces(self, writer: asyncio.StreamWriter, data: bytes) -> None:
        for number, piece in enumerate(self._fragments(data)):
            if number:
                await asyncio.sleep(_BETWEEN_PIECES_S)
            writer.write(piece)
            await writer.drain()

    def _fragments(self, data: bytes) -> Iterator[bytes]:
        """Split at random bytes; each rest is thrown for again."""
        probability = self._conditions.fragment_probability
        while len(data) > 1 and probability and self._rng.random() < probability:
            at = self._rng.randrange(1, len(data))
            yield data[:at]
            data = data[at:]
        yield data
