"""On real loopback sockets. Short timeouts stand only where the expected outcome is that nothing comes."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from random import Random

import pytest
import pytest_asyncio

from fakes.operations import Role
from scenarios.wire.proxy import Address, ProxyWire

pytestmark = pytest.mark.asyncio

SILENCE_S = 0.05


class Client:
    """One connection through the proxy to a venue that answers `n` with n bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer

    async def ask(self, n_bytes: int) -> bytes:
        self.send(n_bytes)
        return await self.reader.readexactly(n_bytes)

    def send(self, n_bytes: int) -> None:
        self.writer.write(f"{n_bytes}\n".encode())

    async def is_silent(self) -> bool:
        try:
            async with asyncio.timeout(SILENCE_S):
                await self.reader.read(1)
        except TimeoutError:
            return True
        return False


class Rig:
    """Two ports of a venue (REST, and MARKET beside USER), the proxies before them, and dialled clients."""

    def __init__(self) -> None:
        self.wire = ProxyWire(Random(7))
        self.seen_by_venue: list[str] = []
        self._servers: list[asyncio.Server] = []
        self._clients: list[Client] = []
        self._addresses: dict[Role, Address] = {}

    async def open(self) -> None:
        for _ in range(2):
            self._servers.append(await asyncio.start_server(self._serve, "127.0.0.1", 0))
        rest, streams = (server.sockets[0].getsockname() for server in self._servers)
        self._addresses = await self.wire.open({Role.REST: rest, Role.MARKET: streams, Role.USER: streams})

    async def dial(self, role: Role = Role.REST) -> Client:
        client = Client(*await asyncio.open_connection(*self._addresses[role]))
        self._clients.append(client)
        return client

    async def connect(self, role: Role = Role.REST) -> Client:
        """Dial, and see that the whole way is open."""
        client = await self.dial(role)
        assert await client.ask(1) == b"x"
        return client

    async def close(self) -> None:
        for client in self._clients:
            client.writer.close()
            with contextlib.suppress(OSError):
                await client.writer.wait_closed()
        await self.wire.close()
        for server in self._servers:
            server.close()
            await server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(b"x" * int(line))
            self.seen_by_venue.append("fin")
        except ConnectionResetError:
            self.seen_by_venue.append("rst")
        finally:
            writer.close()


@pytest_asyncio.fixture
async def rig() -> AsyncIterator[Rig]:
    rig = Rig()
    await rig.open()
    yield rig
    await rig.close()


async def test_bytes_pass_in_both_directions(rig: Rig) -> None:
    client = await rig.connect()

    assert await client.ask(300_000) == b"x" * 300_000


async def test_the_end_of_what_the_client_sends_reaches_the_venue(rig: Rig) -> None:
    client = await rig.connect()
    client.writer.write_eof()

    assert await client.reader.read() == b""
    assert rig.seen_by_venue == ["fin"]


async def test_roles_on_one_port_share_their_fate(rig: Rig) -> None:
    rest, market, user = [await rig.connect(role) for role in (Role.REST, Role.MARKET, Role.USER)]

    assert rig.wire.reset(Role.USER) == 2
    for client in (market, user):
        with pytest.raises(ConnectionResetError):
            await client.reader.read()
    assert await rest.ask(5) == b"xxxxx"


async def test_a_reset_strikes_both_sides(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.reset(None) == 1
    with pytest.raises(ConnectionResetError):
        await client.reader.read()
    await rig.connect()
    assert rig.seen_by_venue == ["rst"]


async def test_without_connections_nothing_is_struck(rig: Rig) -> None:
    assert rig.wire.reset(None) == rig.wire.half_open(None) == rig.wire.cut_after(None, 1, "rst") == 0


async def test_a_connection_that_is_gone_is_not_struck(rig: Rig) -> None:
    client = await rig.connect()
    client.writer.write_eof()
    await client.reader.read()
    await rig.connect()

    assert rig.wire.reset(None) == 1


async def test_a_half_open_connection_is_silent_and_a_new_one_works(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.half_open(None) == 1
    client.send(5)
    await rig.connect()
    assert await client.is_silent()
    assert rig.seen_by_venue == []
    assert rig.wire.reset(Role.MARKET) == 0


async def test_a_cut_by_reset_comes_after_so_many_bytes(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.cut_after(None, 30, "rst")
    client.send(100)

    assert await client.reader.readexactly(30) == b"x" * 30
    with pytest.raises(ConnectionResetError):
        await client.reader.read()


async def test_a_cut_in_order_comes_after_so_many_bytes(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.cut_after(None, 30, "fin")
    client.send(20)
    client.send(100)

    assert await client.reader.read() == b"x" * 30


async def test_a_cut_may_leave_silence(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.cut_after(None, 30, "half_open")
    client.send(100)

    assert await client.reader.readexactly(30) == b"x" * 30
    assert await client.is_silent()


async def test_connects_are_refused_while_open_connections_live_on(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.refuse(Role.REST, True) == 1
    with pytest.raises(ConnectionRefusedError):
        await rig.dial()
    assert await client.ask(3) == b"xxx"
    assert await (await rig.connect(Role.MARKET)).ask(2) == b"xx"

    rig.wire.refuse(Role.REST, False)
    await rig.connect()


async def test_swallowed_connects_get_no_answer(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.swallow_connects(Role.REST, True) == 1
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENCE_S):
            await rig.dial()
    assert await client.ask(3) == b"xxx"

    rig.wire.swallow_connects(Role.REST, False)
    await rig.connect()


async def test_a_partition_holds_everything_back_until_it_heals(rig: Rig) -> None:
    client = await rig.connect()

    assert rig.wire.partition(None, True) == 1
    client.send(4)
    assert await client.is_silent()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(SILENCE_S):
            await rig.dial()

    rig.wire.partition(None, False)
    assert await client.reader.readexactly(4) == b"xxxx"
    await rig.connect()


async def test_refusal_outlives_a_partition_that_heals_meanwhile(rig: Rig) -> None:
    rig.wire.refuse(None, True)
    rig.wire.partition(None, True)
    rig.wire.partition(None, False)

    with pytest.raises(ConnectionRefusedError):
        await rig.dial()


async def test_latency_is_paid_each_way(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.latency(None, 0.04)
    began_s = asyncio.get_running_loop().time()
    await client.ask(1)

    assert asyncio.get_running_loop().time() - began_s >= 0.06  # more than one way alone could explain


async def test_a_drip_takes_its_time(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.bandwidth(Role.REST, 900)
    began_s = asyncio.get_running_loop().time()
    await client.ask(100)

    assert asyncio.get_running_loop().time() - began_s >= 0.1


async def test_fragments_are_pieces_of_the_same_bytes(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.fragment(None, 0.99)
    client.send(2_000)
    pieces: list[bytes] = []
    while len(b"".join(pieces)) < 2_000:
        pieces.append(await client.reader.read(2_000))

    assert b"".join(pieces) == b"x" * 2_000
    assert len(pieces) > 1


async def test_lifted_conditions_leave_nothing_behind(rig: Rig) -> None:
    client = await rig.connect()
    rig.wire.latency(None, 30.0)
    rig.wire.bandwidth(None, 1.0)
    rig.wire.fragment(None, 0.9)
    rig.wire.latency(None, None)
    rig.wire.bandwidth(None, None)
    rig.wire.fragment(None, 0.0)

    assert await client.ask(1_000) == b"x" * 1_000


async def test_names_cannot_fail_where_none_are_resolved(rig: Rig) -> None:
    assert rig.wire.fail_names(None, True) == 0


async def test_a_venue_that_does_not_listen_shows_as_a_connection_that_ends(rig: Rig) -> None:
    orphan = ProxyWire(Random(1))
    addresses = await orphan.open({Role.REST: ("127.0.0.1", 1)})
    reader, writer = await asyncio.open_connection(*addresses[Role.REST])
    with contextlib.suppress(ConnectionResetError):
        assert await reader.read() == b""
    writer.close()
    await orphan.close()
