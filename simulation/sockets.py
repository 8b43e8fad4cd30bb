"""What asyncio, aiohttp and aiohappyeyeballs hold when they think they hold a socket."""

from __future__ import annotations

import asyncio
import collections
import contextvars
import errno
import socket
import struct
import types
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from simulation.host import CURRENT
from simulation.pipe import Control, Pipe

if TYPE_CHECKING:
    from simulation.connection import Connection
    from simulation.network import Network
    from simulation.transport import SimulatedTransport

Address = tuple[str, int]
OnAccept = Callable[["SimulatedSocket", Address], None]

ANY_ADDRESS = "0.0.0.0"  # noqa: S104  the passive address, on a network that is not there


class SimulatedSocket:
    """A listening or connected TCP socket of the host that was current when it was made."""

    def __init__(
        self,
        network: Network,
        family: int = socket.AF_INET,
        type: int = socket.SOCK_STREAM,
        proto: int = 0,
    ) -> None:
        self.family, self.type, self.proto = family, type, proto
        self.host = CURRENT.get() or network.client
        self.number = network.next_socket_number()
        self.local_address: Address = (ANY_ADDRESS, 0)
        self.remote_address: Address | None = None
        self.transport: SimulatedTransport | None = None
        self.received: collections.deque[bytes | Control] = collections.deque()
        self.closed = False
        self.resets_on_close = False
        self.accept: tuple[OnAccept, contextvars.Context] | None = None
        self.connection: Connection | None = None
        self.outgoing: Pipe
        self.incoming: Pipe
        self._network = network

    # -- the network's side --------------------------------------------------------------------
    def connected(self, connection: Connection, *, outgoing: Pipe, incoming: Pipe) -> None:
        """The handshake is over; bytes may flow."""
        self.connection, self.outgoing, self.incoming = connection, outgoing, incoming

    def arrive(self, item: bytes | Control) -> None:
        """Take what comes off the wire; keep it while nobody reads."""
        transport = self.transport
        if type(item) is bytes and transport is not None and transport.takes_input and not self.received:
            self.incoming.consumed(len(item))
            transport.data_arrived(item)
            return
        if item is Control.RST:
            self.outgoing.dead = True
        if transport is None or self.received or not transport.takes_input:
            if self.closed and item is not Control.RST:
                self.outgoing.send_control(Control.RST)
                return
            self.received.append(item)
            if item is Control.RST and transport is not None:
                transport.reset_unseen()
            return
        self.hand_over(transport, item)

    def hand_over(self, transport: SimulatedTransport, item: bytes | Control) -> None:
        """Give one item to the transport."""
        if isinstance(item, bytes):
            self.incoming.consumed(len(item))
            transport.data_arrived(item)
        elif item is Control.FIN:
            transport.fin_arrived()
        else:
            transport.rst_arrived()

    def start_listening(self, on_accept: OnAccept) -> None:
        """Accept connections in the context of the caller (its host)."""
        self.accept = (on_accept, contextvars.copy_context())
        self._network.listen(self)

    # -- the part of socket.socket that asyncio and libraries use ------------------------------
    def fileno(self) -> int:
        return -1 if self.closed else 100_000 + self.number

    def bind(self, address: Address) -> None:
        ip, port = address[0], address[1]
        if port == 0:
            port = self.host.ephemeral_port()
        if self._network.is_bound(self.host, ip, port):
            raise OSError(errno.EADDRINUSE, "Address already in use")
        self.local_address = (ip, port)

    def listen(self, backlog: int = 0) -> None:
        """asyncio calls this just before ``start_listening``."""

    def getsockname(self) -> Address:
        return self.local_address

    def getpeername(self) -> Address:
        if self.remote_address is None:
            raise OSError(errno.ENOTCONN, "Transport endpoint is not connected")
        return self.remote_address

    def setblocking(self, flag: bool) -> None:
        """Nothing here blocks."""

    def settimeout(self, timeout: float | None) -> None:
        """Nothing here blocks."""

    def gettimeout(self) -> float:
        return 0.0

    def setsockopt(self, level: int, option: int, value: Any = None, *rest: Any) -> None:
        """``SO_LINGER`` works; other options (TCP_NODELAY, SO_KEEPALIVE) change nothing."""
        if (level, option) == (socket.SOL_SOCKET, socket.SO_LINGER):
            on, seconds = struct.unpack("ii", value)
            self.resets_on_close = bool(on) and seconds == 0

    def getsockopt(self, *args: Any) -> int:
        return 0

    def shutdown(self, how: int) -> None:
        """asyncio shuts down only sockets it then closes."""

    def close(self) -> None:
        if self.closed:
            return
        self.closed = True
        if self.accept is not None:
            self._network.unlisten(self)
        elif self.connection is not None and self.transport is None:
            self.hang_up()

    def hang_up(self) -> None:
        """End the outgoing stream as the kernel does when a program closes a socket."""
        unread = any(isinstance(item, bytes) for item in self.received)
        self.received.clear()
        if unread or self.resets_on_close:
            # Data that nobody will read calls for an RST (RFC 1122, section 4.2.2.13).
            self.outgoing.send_control(Control.RST)
        else:
            self.outgoing.send_control(Control.FIN)

    def __hash__(self) -> int:
        return self.number

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        return f"<SimulatedSocket {self.number} {self.local_address} {self.remote_address}>"


def socket_module(
    is_simulated: Callable[[asyncio.AbstractEventLoop | None], Network | None],
) -> types.ModuleType:
    """A stand-in for the ``socket`` module whose sockets are simulated on a simulated loop."""
    module = types.ModuleType("socket", socket.__doc__)
    module.__dict__.update(socket.__dict__)
    real_socket = socket.socket

    def make(
        family: int = socket.AF_INET,
        type: int = socket.SOCK_STREAM,
        proto: int = 0,
        fileno: int | None = None,
    ) -> Any:
        network = is_simulated(asyncio._get_running_loop())
        if network is None:
            return real_socket(family, type, proto, fileno)
        return SimulatedSocket(network, family, type, proto)

    module.__dict__["socket"] = make
    return module
