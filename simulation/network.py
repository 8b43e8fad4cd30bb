"""Hosts, links and connections of one world, and the faults that strike them."""

from __future__ import annotations

import asyncio
import errno
import random
import socket
from typing import TYPE_CHECKING

from simulation.connection import Connection
from simulation.errors import Escape
from simulation.host import Host
from simulation.link import Link
from simulation.names import Names
from simulation.pipe import Control, How, Pipe
from simulation.sockets import ANY_ADDRESS, SimulatedSocket

if TYPE_CHECKING:
    from simulation.loop import SimulationLoop
    from simulation.tls import Tls
    from simulation.trace import Trace

# Linux sends a SYN again after 1, 2, 4 ... 32 s and gives up 64 s later (net.ipv4.tcp_syn_retries
# = 6, https://docs.kernel.org/networking/ip-sysctl.html).
_SYN_WAITS_S = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0)

AddressInfo = tuple[socket.AddressFamily, socket.SocketKind, int, str, tuple[str, int]]


class Network:
    """The network of one world. ``client`` is the host on which ``World.run`` runs."""

    def __init__(
        self,
        loop: SimulationLoop,
        trace: Trace,
        chance: random.Random,
        *,
        latency_s: float,
        jitter_s: float,
        tls: Tls,
    ) -> None:
        self.loop, self.trace, self.chance, self.tls = loop, trace, chance, tls
        self.names = Names(trace)
        self._latency_s, self._jitter_s = latency_s, jitter_s
        self._hosts: dict[str, Host] = {}
        self._hosts_by_ip: dict[str, Host] = {}
        self._links: dict[tuple[str, str], Link] = {}
        self._narrow_links: dict[tuple[str, str, str], Link] = {}
        self._listeners: dict[tuple[str, str, int], SimulatedSocket] = {}
        self._connections: dict[int, Connection] = {}
        self._opened = 0
        self._sockets = 0
        self.client = self.host("client")

    # -- topology ------------------------------------------------------------------------------
    def host(self, name: str, *dns_names: str) -> Host:
        """The host called ``name``, made if it is new; each DNS name gets an address of its own."""
        host = self._hosts.get(name)
        if host is None:
            ip = self._next_ip()
            host = self._hosts[name] = self._hosts_by_ip[ip] = Host(self.loop, name, ip)
            self.names.add(name, ip)
        for dns_name in dns_names:
            if dns_name in host.names_by_ip.values():
                continue
            ip = self._next_ip()
            host.names_by_ip[ip] = dns_name
            self._hosts_by_ip[ip] = host
            self.names.add(dns_name, ip)
        return host

    def link(self, a: Host, b: Host, *, name: str | None = None) -> Link:
        """The link from ``a`` to ``b``, one direction.

        ``name`` narrows it to the connections opened to that DNS name (of either host).
        """
        pair = (a.name, b.name)
        wide = self._links.get(pair)
        if wide is None:
            # A host talks to itself at once.
            wide = self._links[pair] = (
                Link() if a is b else Link(latency_s=self._latency_s, jitter_s=self._jitter_s)
            )
        if name is None:
            return wide
        if name not in a.names_by_ip.values() and name not in b.names_by_ip.values():
            raise ValueError(f"{name!r} is a name of neither {a.name} nor {b.name}")
        narrow = self._narrow_links.get((*pair, name))
        if narrow is None:
            narrow = self._narrow_links[(*pair, name)] = wide.narrowed()
        return narrow

    def connections(
        self,
        server: Host | None = None,
        port: int | None = None,
        server_name: str | None = None,
    ) -> list[Connection]:
        """Open connections in the order of opening, narrowed by what is given."""
        return [
            connection
            for connection in self._connections.values()
            if connection.is_open
            and (server is None or connection.server is server)
            and (port is None or connection.server_port == port)
            and (server_name is None or connection.server_name == server_name)
        ]

    # -- faults --------------------------------------------------------------------------------
    def partition(self, a: Host, b: Host, *, name: str | None = None) -> None:
        """Nothing passes between ``a`` and ``b``, either way, until ``heal``."""
        self.trace.record("partition", a.name, b.name, name)
        self.link(a, b, name=name).block()
        self.link(b, a, name=name).block()

    def heal(self, a: Host, b: Host, *, name: str | None = None) -> None:
        """End a partition; without ``name``, the partitions of single names too."""
        self.trace.record("heal", a.name, b.name, name)
        self.link(a, b, name=name).unblock()
        self.link(b, a, name=name).unblock()

    def cut(self, pipe: Pipe, how: How) -> None:
        """End a connection from the middle, behind what ``pipe`` already carries."""
        self.trace.record("cut", pipe.connection, pipe.direction, how)
        back = pipe.receiver.outgoing
        if how == "half_open":
            pipe.vanish()
            back.drop_backlog()
            back.vanish()
            return
        control = Control.RST if how == "rst" else Control.FIN
        pipe.send_control(control)
        pipe.dead = True
        back.send_control(control)

    # -- what sockets and transports call ------------------------------------------------------
    def next_socket_number(self) -> int:
        """Sockets are numbered in the order of creation."""
        self._sockets += 1
        return self._sockets

    def is_bound(self, host: Host, ip: str, port: int) -> bool:
        """Whether another socket of ``host`` listens there."""
        if ip == ANY_ADDRESS:
            return any(key[0] == host.name and key[2] == port for key in self._listeners)
        return self._listener(host, ip, port) is not None

    def listen(self, sock: SimulatedSocket) -> None:
        """Connections to the socket's address reach it from now on."""
        ip, port = sock.local_address
        self._listeners[(sock.host.name, ip, port)] = sock
        self.trace.record("listen", sock.host.name, port)

    def unlisten(self, sock: SimulatedSocket) -> None:
        """Connections to the socket's address are refused from now on."""
        ip, port = sock.local_address
        self._listeners.pop((sock.host.name, ip, port), None)
        self.trace.record("unlisten", sock.host.name, port)

    def forget(self, sock: SimulatedSocket) -> None:
        """One end of a connection is gone; with both gone so is the connection."""
        connection = sock.connection
        if connection and connection.client_end.closed and connection.server_end.closed:
            self._connections.pop(connection.number, None)

    def abort_everything(self) -> None:
        """The world ends: every connection that is left is dropped, in the order of opening."""
        for connection in list(self._connections.values()):
            for end in (connection.client_end, connection.server_end):
                if end.transport is not None:
                    end.transport.abort()

    async def address_info(self, name: str | bytes | None, port: int | str | None) -> list[AddressInfo]:
        """The answer of ``getaddrinfo``, when it comes. Raises ``socket.gaierror``."""
        return [
            (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", (ip, int(port or 0)))
            for ip in await self.names.resolve(name)
        ]

    async def connect(self, sock: object, address: tuple[str, int]) -> None:
        """The three-way handshake. Raises ``OSError`` as the kernel does."""
        if not isinstance(sock, SimulatedSocket):
            raise Escape(f"a real socket was to be connected to {address}: {sock!r}")
        ip, port = address[0], address[1]
        client = sock.host
        server = client if ip.startswith("127.") else self._hosts_by_ip.get(ip)
        self.trace.record("syn", client.name, ip, port)
        if server is None:
            raise OSError(errno.ENETUNREACH, "Network is unreachable")
        name = server.names_by_ip.get(ip, server.name)
        up = self.link(client, server, name=name)
        down = self.link(server, client, name=name)
        for wait_s in _SYN_WAITS_S:
            if not (up.blocked or down.blocked or up.lost_syn):
                break
            await asyncio.sleep(wait_s)
        else:
            raise TimeoutError(errno.ETIMEDOUT, f"Connect call failed {address}")
        await self._travel(up)
        listener = self._listener(server, ip, port)
        if listener is None or listener.accept is None or up.refuse:
            await self._travel(down)
            self.trace.record("refused", ip, port)
            raise ConnectionRefusedError(errno.ECONNREFUSED, f"Connect call failed {address}")
        if sock.local_address[1] == 0:
            own_ip = ip if server is client else client.ip
            sock.local_address = (own_ip, client.ephemeral_port())
        sock.remote_address = (ip, port)
        accepted = SimulatedSocket(self)
        accepted.host = server
        accepted.local_address, accepted.remote_address = (ip, port), sock.local_address
        self._opened += 1
        connection = Connection(self, self._opened, sock, accepted, name)
        self._connections[connection.number] = connection
        self.trace.record("open", connection.number, client.name, name, port)
        on_accept, context = listener.accept
        self.loop.call_soon(on_accept, accepted, sock.local_address, context=context)
        await self._travel(down)

    # -- inside --------------------------------------------------------------------------------
    async def _travel(self, link: Link) -> None:
        seconds = link.latency_s
        if link.jitter_s:
            seconds += self.chance.random() * link.jitter_s
        if seconds:
            await asyncio.sleep(seconds)

    def _listener(self, host: Host, ip: str, port: int) -> SimulatedSocket | None:
        return self._listeners.get((host.name, ip, port)) or self._listeners.get(
            (host.name, ANY_ADDRESS, port)
        )

    def _next_ip(self) -> str:
        number = len(self._hosts_by_ip)
        return f"10.0.{number // 250}.{number % 250 + 1}"
