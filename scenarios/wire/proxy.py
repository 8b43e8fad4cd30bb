"""Wire faults on loopback: a TCP proxy before each of the venue's ports."""

import asyncio
import socket
from collections.abc import Mapping
from random import Random
from typing import Literal

from fakes.operations import Role
from scenarios.wire.listener import Listener
from scenarios.wire.proxied_connection import Conditions, ProxiedConnection

Address = tuple[str, int]


class Proxy:
    """Passes bytes between whoever connects and one address of the venue. Bytes only: TLS goes through."""

    def __init__(self, venue: Address, rng: Random, conditions: Conditions) -> None:
        self.conditions = conditions
        self.listener = Listener(self._accepted)
        self.refusing = self.swallowing = False
        self._venue = venue
        self._rng = rng
        # In order of opening. Half-open ones stay, because their sockets must.
        self._connections: dict[ProxiedConnection, None] = {}
        self._serving: dict[asyncio.Task[None], None] = {}

    @property
    def connections(self) -> list[ProxiedConnection]:
        """Those on which something still passes, in order of opening."""
        return [connection for connection in self._connections if not connection.over.is_set()]

    def settle(self) -> bool:
        """Bring the listener in line with the flags; a partition swallows connects, too."""
        if self.refusing:
            return self.listener.become("refusing")
        if self.swallowing or not self.conditions.passable.is_set():
            return self.listener.become("swallowing")
        return self.listener.become("accepting")

    async def close(self) -> None:
        """Every connection is reset; returns when their tasks are gone."""
        self.listener.close()
        for connection in self._connections:
            connection.reset()
        serving = list(self._serving)
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        for connection in self._connections:
            await connection.ended()
        self._connections.clear()

    def _accepted(self, client: socket.socket) -> None:
        task = asyncio.ensure_future(self._serve(client))
        self._serving[task] = None
        task.add_done_callback(lambda done: self._serving.pop(done, None))

    async def _serve(self, client: socket.socket) -> None:
        near = await asyncio.open_connection(sock=client)
        try:
            far = await asyncio.open_connection(*self._venue)
        except OSError:
            near[1].transport.abort()
            return
        connection = ProxiedConnection(near, far, self.conditions, self._rng)
        self._connections[connection] = None
        await connection.over.wait()
        if not connection.held:
            self._connections.pop(connection, None)


class ProxyWire:
    """`fakes.wire.Wire` on loopback. Roles whose endpoint is the same share a proxy and its faults.

    Names are not resolved on this stage (the subject dials the addresses that `open` returns), so
    `fail_names` strikes nothing and says so by returning 0.
    """

    def __init__(self, rng: Random, latency_s: float = 0.0, jitter_s: float = 0.0) -> None:
        self._rng = rng
        self._own = (latency_s, jitter_s)
        """What the stage was opened with, for latency(None)."""
        self._proxies: dict[Address, Proxy] = {}
        self._by_role: dict[Role, Proxy] = {}

    async def open(self, venue: Mapping[Role, Address]) -> dict[Role, Address]:
        """Put a proxy before each address on which the venue listens; returns where to dial instead."""
        for role, address in venue.items():
            if address not in self._proxies:
                latency_s, jitter_s = self._own
                weather = Conditions(latency_s=latency_s, jitter_s=jitter_s)
                self._proxies[address] = Proxy(address, self._rng, weather)
                self._proxies[address].settle()
            self._by_role[role] = self._proxies[address]
        return {role: proxy.listener.address for role, proxy in self._by_role.items()}

    @property
    def connections(self) -> tuple[str, ...]:
        """Those on which something still passes."""
        return tuple(str(connection) for proxy in self._proxies.values() for connection in proxy.connections)

    async def close(self) -> None:
        for proxy in self._proxies.values():
            await proxy.close()

    def reset(self, role: Role | None) -> int:
        struck = self._connections(role)
        for connection in struck:
            connection.reset()
        return len(struck)

    def half_open(self, role: Role | None) -> int:
        struck = self._connections(role)
        for connection in struck:
            connection.half_open()
        return len(struck)

    def cut_after(self, role: Role | None, n_bytes: int, how: Literal["rst", "fin", "half_open"]) -> int:
        struck = self._connections(role)
        for connection in struck:
            connection.cut_after(n_bytes, how)
        return len(struck)

    def refuse(self, role: Role | None, on: bool) -> int:
        for proxy in self._of(role):
            proxy.refusing = on
        return self._settled(role)

    def swallow_connects(self, role: Role | None, on: bool) -> int:
        for proxy in self._of(role):
            proxy.swallowing = on
        return self._settled(role)

    def partition(self, role: Role | None, on: bool) -> int:
        for proxy in self._of(role):
            if on:
                proxy.conditions.passable.clear()
            else:
                proxy.conditions.passable.set()
        return self._settled(role)

    def latency(self, role: Role | None, latency_s: float | None, jitter_s: float = 0.0) -> int:
        for proxy in self._of(role):
            weather = self._own if latency_s is None else (latency_s, jitter_s)
            proxy.conditions.latency_s, proxy.conditions.jitter_s = weather
        return int(bool(self._of(role)))

    def bandwidth(self, role: Role | None, bytes_per_s: float | None) -> int:
        for proxy in self._of(role):
            proxy.conditions.down_bytes_per_s = bytes_per_s
        return int(bool(self._of(role)))

    def fragment(self, role: Role | None, probability: float) -> int:
        for proxy in self._of(role):
            proxy.conditions.fragment_probability = probability
        return int(bool(self._of(role)))

    def fail_names(self, role: Role | None, on: bool) -> int:
        return 0

    def _of(self, role: Role | None) -> list[Proxy]:
        """None for a role that the venue does not have: it cannot be struck."""
        if role is None:
            return list(self._proxies.values())
        return [self._by_role[role]] if role in self._by_role else []

    def _connections(self, role: Role | None) -> list[ProxiedConnection]:
        return [connection for proxy in self._of(role) for connection in proxy.connections]

    def _settled(self, role: Role | None) -> int:
        settled = [proxy.settle() for proxy in self._of(role)]
        return int(bool(settled) and all(settled))
