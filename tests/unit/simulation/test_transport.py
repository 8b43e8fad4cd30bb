"""The parts of a transport that programs touch directly."""

import asyncio

import pytest

from simulation import World
from tests.unit.simulation.echo import echo_venue, opened


async def _transport() -> asyncio.Transport:
    _, writer = await opened()
    kept.append(writer)
    transport = writer.transport
    assert isinstance(transport, asyncio.Transport)
    return transport


kept: list[asyncio.StreamWriter] = []


@pytest.fixture(autouse=True)
def _let_go() -> None:
    kept.clear()


def test_limits_are_told_as_they_were_set() -> None:
    async def story() -> list[tuple[int, int]]:
        transport = await _transport()
        limits = [transport.get_write_buffer_limits()]
        for high, low in ((1000, 10), (None, 500), (1000, None)):
            transport.set_write_buffer_limits(high, low)
            limits.append(transport.get_write_buffer_limits())
        return limits

    with World("t") as world:
        echo_venue(world)

        assert world.run(story()) == [(16384, 65536), (10, 1000), (500, 2000), (250, 1000)]


def test_limits_without_sense_are_refused() -> None:
    async def story() -> None:
        (await _transport()).set_write_buffer_limits(10, 1000)

    with World("t") as world:
        echo_venue(world)

        with pytest.raises(ValueError, match="high"):
            world.run(story())


def test_only_bytes_can_be_written() -> None:
    async def story() -> None:
        (await _transport()).write("text")  # type: ignore[arg-type]

    with World("t") as world:
        echo_venue(world)

        with pytest.raises(TypeError, match="bytes-like"):
            world.run(story())


def test_what_is_written_in_pieces_arrives_whole() -> None:
    async def story() -> bytes:
        reader, writer = await opened()
        writer.writelines([b"a", bytearray(b"b"), memoryview(b"c")])
        return await reader.readexactly(3)

    with World("t") as world:
        echo_venue(world)

        assert world.run(story()) == b"abc"


def test_reading_can_be_paused_and_resumed() -> None:
    async def story() -> list[object]:
        reader, writer = await opened()
        transport = writer.transport
        assert isinstance(transport, asyncio.Transport)
        transport.pause_reading()
        paused = transport.is_reading()
        writer.write(b"x")
        await asyncio.sleep(5)
        transport.resume_reading()
        return [paused, transport.is_reading(), await reader.readexactly(1)]

    with World("t") as world:
        echo_venue(world)

        assert world.run(story()) == [False, True, b"x"]


def test_a_protocol_that_fails_loses_its_connection_and_is_complained_of() -> None:
    lost: list[BaseException | None] = []

    class Broken(asyncio.Protocol):
        def data_received(self, data: bytes) -> None:
            raise LookupError("broken protocol")

        def connection_lost(self, exc: Exception | None) -> None:
            lost.append(exc)

    async def story() -> None:
        await asyncio.sleep(0)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_connection(Broken, "venue", 7)
        transport.write(b"x")
        await asyncio.sleep(1)

    with World("t") as world:
        echo_venue(world)
        world.run(story())

    assert [type(error) for error in lost] == [LookupError]
    assert len(world.complaints) == 1
    assert "data_received() call failed" in world.complaints[0]


def test_an_abort_drops_what_the_kernel_has_not_taken() -> None:
    got: list[int] = []

    async def serve() -> None:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            got.append(len(await reader.read()))
            writer.close()

        await asyncio.start_server(handle, "0.0.0.0", 7)

    async def story() -> None:
        await asyncio.sleep(1)
        _, writer = await asyncio.open_connection("sink.test", 7)
        writer.write(b"x" * 1_000_000)
        writer.transport.abort()
        await asyncio.sleep(10)

    with World("t") as world:
        world.network.host("sink", "sink.test").start(serve())
        world.run(story())

    assert got == [256 * 1024]
