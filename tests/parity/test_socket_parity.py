"""Rules of the kernel that programs meet rarely, and then badly: the same over TCP."""

import asyncio
import socket
import struct
from collections.abc import Awaitable, Callable

import pytest

from tests.parity.misbehaviour import reset
from tests.parity.observers import NETWORK_ERRORS, Seen, described
from tests.parity.stages import HOST, in_simulation, on_the_wire, serving

# Order, not tolerance: long enough for what was written to arrive.
A_MOMENT_S = 0.03
# How long to wait for what must not come.
A_WHILE_S = 0.2
MORE_THAN_THE_BUFFERS = 30 << 20

Program = Callable[[], Awaitable[Seen]]


async def _attempt(what: Awaitable[object]) -> object:
    try:
        async with asyncio.timeout(A_WHILE_S):
            return await what
    except NETWORK_ERRORS as error:
        return described(error)


async def reset_while_nobody_reads() -> Seen:
    """A paused reader gets what had arrived, and the reset after it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"a" * 1000)
        await asyncio.sleep(A_MOMENT_S)
        reset(writer)

    async with serving(handle) as port:
        reader, writer = await asyncio.open_connection(HOST, port, limit=10)
        await asyncio.sleep(3 * A_MOMENT_S)
        seen = [await _attempt(reader.read(100_000)), await _attempt(reader.read(100_000))]
        writer.close()
        return [*seen, await _attempt(writer.wait_closed())]


async def reset_while_paused_shows_at_a_write() -> Seen:
    """Whoever does not read learns of a reset by writing."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(A_MOMENT_S)
        reset(writer)

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(3 * A_MOMENT_S)
        seen: Seen = [writer.transport.is_closing()]
        writer.write(b"x")
        await asyncio.sleep(A_MOMENT_S)
        return [*seen, await _attempt(writer.drain()), await _attempt(writer.wait_closed())]


async def fin_while_nobody_reads() -> Seen:
    """A paused reader gets what had arrived, and the end after it."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"a" * 1000)
        await asyncio.sleep(A_MOMENT_S)
        writer.close()

    async with serving(handle) as port:
        reader, writer = await asyncio.open_connection(HOST, port, limit=10)
        await asyncio.sleep(3 * A_MOMENT_S)
        seen = [await _attempt(reader.read(100_000)), await _attempt(reader.read(100_000))]
        writer.close()
        return [*seen, await _attempt(writer.wait_closed())]


async def close_with_unread_data() -> Seen:
    """The peer of one who closes without reading gets a reset."""
    seen: asyncio.Queue[object] = asyncio.Queue()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"a" * 1000)
        seen.put_nowait(await _attempt(reader.read(100)))

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(A_MOMENT_S)
        writer.close()
        await writer.wait_closed()
        return [await seen.get()]


async def abort() -> Seen:
    """The peer of one who aborts, having read everything, sees an end and no error."""
    seen: asyncio.Queue[object] = asyncio.Queue()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.put_nowait(await _attempt(reader.read(100)))
        seen.put_nowait(await _attempt(reader.read(100)))

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"hello")
        await asyncio.sleep(A_MOMENT_S)
        writer.transport.abort()
        return [await seen.get(), await seen.get()]


async def abort_with_linger_zero() -> Seen:
    """With linger on, for zero seconds, an abort is a reset."""
    seen: asyncio.Queue[object] = asyncio.Queue()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.put_nowait(await _attempt(reader.read(100)))

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        await asyncio.sleep(A_MOMENT_S)
        reset(writer)
        return [await seen.get()]


async def close_with_linger_zero() -> Seen:
    """So is a close."""
    seen: asyncio.Queue[object] = asyncio.Queue()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        seen.put_nowait(await _attempt(reader.read(100)))

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        sock = writer.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        await asyncio.sleep(A_MOMENT_S)
        writer.close()
        return [await seen.get()]


async def half_closed() -> Seen:
    """After ``write_eof`` the answer still comes."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"you said " + await reader.read())
        writer.close()

    async with serving(handle) as port:
        reader, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"hello")
        writer.write_eof()
        seen = [await _attempt(reader.read())]
        writer.close()
        return [*seen, await _attempt(writer.wait_closed())]


async def write_after_write_eof() -> Seen:
    """A program's mistake is told at once."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write_eof()
        try:
            writer.write(b"more")
        except RuntimeError as error:
            return [str(error)]
        finally:
            writer.close()
        return ["no error"]


async def deaf_peer() -> Seen:
    """Writing to one who does not read blocks, and so does closing politely."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.Event().wait()

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        await asyncio.sleep(A_MOMENT_S)
        writer.write(b"x" * MORE_THAN_THE_BUFFERS)
        seen = [await _attempt(writer.drain())]
        writer.close()
        seen.append(await _attempt(asyncio.shield(writer.wait_closed())))
        writer.transport.abort()
        return [*seen, await _attempt(writer.wait_closed())]


async def reset_under_a_blocked_writer() -> Seen:
    """A writer that waits for room is told of the reset."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.transport.pause_reading()  # type: ignore[attr-defined]
        await asyncio.sleep(A_MOMENT_S)
        reset(writer)

    async with serving(handle) as port:
        _, writer = await asyncio.open_connection(HOST, port)
        writer.write(b"x" * MORE_THAN_THE_BUFFERS)
        seen = [await _attempt(writer.drain())]
        writer.close()
        return [*seen, await _attempt(writer.wait_closed())]


async def everything_arrives() -> Seen:
    """A slow reader gets every byte of a fast writer who closes at once."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(bytes(range(256)) * 20_000)
        writer.close()

    async with serving(handle) as port:
        reader, writer = await asyncio.open_connection(HOST, port)
        await asyncio.sleep(A_MOMENT_S)
        data = await reader.read()
        writer.close()
        return [len(data), data == bytes(range(256)) * 20_000]


async def port_in_use() -> Seen:
    """A second server on the same address is refused."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with serving(handle) as port:
        try:
            await asyncio.start_server(handle, HOST, port)
        except OSError as error:
            return [described(error)]
        return ["no error"]


PROGRAMS: tuple[Program, ...] = (
    reset_while_nobody_reads,
    reset_while_paused_shows_at_a_write,
    fin_while_nobody_reads,
    close_with_unread_data,
    abort,
    abort_with_linger_zero,
    close_with_linger_zero,
    half_closed,
    write_after_write_eof,
    deaf_peer,
    reset_under_a_blocked_writer,
    everything_arrives,
    port_in_use,
)


@pytest.mark.parametrize("program", PROGRAMS, ids=lambda program: program.__name__)
def test_a_program_sees_the_same(program: Program) -> None:
    async def case() -> Seen:
        return await program()

    assert in_simulation(case) == on_the_wire(case)
