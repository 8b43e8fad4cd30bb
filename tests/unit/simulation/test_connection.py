"""Faults that strike one connection."""

import asyncio
from collections.abc import Callable
from typing import Literal

import pytest

from simulation import Connection, World
from simulation.names import ROUND_TRIP_S
from tests.unit.simulation.echo import API, PORT, STREAM, echo_venue, opened, outcome

How = Literal["rst", "fin", "half_open"]


def _only(world: World) -> Connection:
    (connection,) = world.network.connections()
    return connection


def test_it_knows_its_ends_and_its_name() -> None:
    async def story(world: World) -> list[object]:
        await opened(STREAM)
        it = _only(world)
        return [it.client.name, it.server.name, it.server_name, it.server_port, it.opened_at_s]

    with World("t", latency_s=0.5, jitter_s=0.0) as world:
        echo_venue(world)

        assert world.run(story(world)) == ["client", "venue", STREAM, PORT, 0.5 + ROUND_TRIP_S]


def test_a_reset_is_seen_at_once_and_loses_what_is_under_way() -> None:
    async def story(world: World) -> tuple[bytes | str, float]:
        reader, writer = await opened()
        writer.write(b"lost")
        _only(world).reset()
        return await outcome(reader.read(10))

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == ("ConnectionResetError", 0.0)


def test_after_a_reset_it_is_no_longer_open() -> None:
    async def story(world: World) -> list[Connection]:
        await opened()
        _only(world).reset()
        await asyncio.sleep(1)
        return world.network.connections()

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == []


def test_nobody_is_told_of_a_half_open_connection() -> None:
    async def story(world: World) -> bool:
        reader, _ = await opened()
        _only(world).half_open()
        try:
            async with asyncio.timeout(86_400):
                await reader.read(1)
        except TimeoutError:
            return True
        return False

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world))


def test_a_writer_on_a_half_open_connection_times_out_in_the_end() -> None:
    async def story(world: World) -> tuple[bytes | str, float]:
        reader, writer = await opened()
        _only(world).half_open()
        writer.write(b"hello?")
        return await outcome(reader.read(1))

    with World("t") as world:
        echo_venue(world)

        error, after_s = world.run(story(world))

    assert error == "TimeoutError"
    assert after_s == pytest.approx(924.6)


@pytest.mark.parametrize(
    ("how", "ending"), [("rst", "ConnectionResetError"), ("fin", b""), ("half_open", "TimeoutError")]
)
def test_a_cut_lets_exactly_so_many_bytes_through(how: How, ending: object) -> None:
    async def story(world: World) -> list[object]:
        reader, writer = await opened()
        _only(world).cut_after(7, "down", how)
        writer.write(b"0123")
        first = await reader.readexactly(4)
        writer.write(b"456789")
        second = await reader.readexactly(3)
        last, _ = await outcome(asyncio.wait_for(reader.read(10), 60))
        return [first + second, last]

    with World("t") as world:
        echo_venue(world)

        assert world.run(story(world)) == [b"0123456", ending]


def test_a_cut_on_the_way_up_reaches_the_server_in_part() -> None:
    got: list[bytes] = []

    async def serve() -> None:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                got.append(await reader.readexactly(3))
                await reader.read(1)
            except OSError as error:
                got.append(type(error).__name__.encode())
            writer.close()

        await asyncio.start_server(handle, "0.0.0.0", PORT)

    async def story(world: World) -> None:
        _, writer = await opened()
        _only(world).cut_after(3, "up")
        writer.write(b"012345")
        await asyncio.sleep(1)

    with World("t") as world:
        world.network.host("venue", API).start(serve())
        world.run(story(world))

    assert got == [b"012", b"ConnectionResetError"]


def test_faults_can_strike_before_the_server_has_accepted() -> None:
    async def story(world: World) -> tuple[bytes | str, float]:
        connecting = asyncio.ensure_future(opened())
        await asyncio.sleep(0.15)  # the SYN has arrived, its answer has not
        _only(world).reset()
        reader, _ = await connecting
        return await outcome(reader.read(1))

    with World("t", latency_s=0.1, jitter_s=0.0) as world:
        echo_venue(world)

        assert world.run(story(world))[0] == "ConnectionResetError"


def test_a_negative_cut_is_refused() -> None:
    async def story(world: World) -> Callable[[], None]:
        await opened()
        connection = _only(world)
        return lambda: connection.cut_after(-1)

    with World("t") as world:
        echo_venue(world)
        cut = world.run(story(world))

        with pytest.raises(ValueError, match="n_bytes"):
            cut()


def test_a_connect_given_up_half_way_is_closed_at_the_server() -> None:
    got: list[bytes] = []

    async def serve() -> None:
        async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            got.append(await reader.read(1))
            writer.write(b"too late")
            await asyncio.sleep(1)
            try:
                got.append(await reader.read(1))
            except OSError as error:
                got.append(type(error).__name__.encode())
            writer.close()

        await asyncio.start_server(handle, "0.0.0.0", PORT)

    async def story(world: World) -> tuple[object, list[Connection]]:
        await asyncio.sleep(1)
        given_up, _ = await outcome(asyncio.wait_for(opened(), 0.15))
        still_open = world.network.connections()
        await asyncio.sleep(10)
        return given_up, still_open

    with World("t", latency_s=0.1, jitter_s=0.0) as world:
        world.network.host("venue", API).start(serve())

        assert world.run(story(world)) == ("TimeoutError", [])
    assert got == [b"", b""]
