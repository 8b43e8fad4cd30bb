"""The same small venue and clients behind either kind of wire, so that one test speaks of both."""

import asyncio
import contextlib
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from random import Random
from typing import ClassVar

from fakes.operations import Role
from fakes.wire import Wire
from scenarios.wire.proxy import Address, ProxyWire
from scenarios.wire.simulated import SimulatedWire
from simulation import World

SILENCE_S = 0.05
"""How long we look where the expected outcome is that nothing comes."""


class Client:
    """One connection to a venue that answers the line `n` with n bytes."""

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


class Rig(ABC):
    """Two ports of a venue: one for REST, one that MARKET and USER share."""

    wire: Wire

    def __init__(self) -> None:
        self.seen_by_venue: list[str] = []
        self._servers: list[asyncio.Server] = []
        self._clients: list[Client] = []

    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def _dial(self, role: Role) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]: ...

    async def dial(self, role: Role = Role.REST) -> Client:
        client = Client(*await self._dial(role))
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
        for server in self._servers:
            server.close()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(b"x" * int(line))
            self.seen_by_venue.append("fin")
        except ConnectionResetError:
            self.seen_by_venue.append("rst")
        finally:
            writer.close()


class LoopbackRig(Rig):
    wire: ProxyWire

    async def open(self) -> None:
        self.wire = ProxyWire(Random(7))
        for _ in range(2):
            self._servers.append(await asyncio.start_server(self.serve, "127.0.0.1", 0))
        rest, streams = (server.sockets[0].getsockname() for server in self._servers)
        self._addresses: dict[Role, Address] = await self.wire.open(
            {Role.REST: rest, Role.MARKET: streams, Role.USER: streams}
        )

    async def _dial(self, role: Role) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(*self._addresses[role])

    async def close(self) -> None:
        await super().close()
        await self.wire.close()
        for server in self._servers:
            await server.wait_closed()


class SimulatedRig(Rig):
    _NAMES: ClassVar = {
        Role.REST: "rest.example",
        Role.MARKET: "streams.example",
        Role.USER: "streams.example",
    }

    def __init__(self, world: World) -> None:
        super().__init__()
        network = world.network
        self._venue = network.host("venue", "rest.example", "streams.example")
        names = {role: (name,) for role, name in self._NAMES.items()}
        self.wire = SimulatedWire(network, network.client, self._venue, names)

    async def open(self) -> None:
        opening = asyncio.start_server(self.serve, "0.0.0.0", 443)
        self._servers.append(await self._venue.start(opening))

    async def _dial(self, role: Role) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._NAMES[role], 443)


Story = Callable[[Rig], Awaitable[None]]


def play_on_loopback(story: Story) -> None:
    asyncio.run(_play(LoopbackRig(), story))


def play_simulated(story: Story) -> None:
    with World("wire") as world:
        world.run(_play(SimulatedRig(world), story))


async def _play(rig: Rig, story: Story) -> None:
    await rig.open()
    try:
        await story(rig)
    finally:
        await rig.close()
