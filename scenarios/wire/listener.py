"""A loopback port that accepts connections, refuses them, or does not react to them at all."""

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Literal

Manner = Literal["accepting", "refusing", "swallowing"]

# On loopback a handshake is over before connect() returns, or it does not come about.
_FILL_TIMEOUT_S = 0.01
_MOST_FILLERS = 16


class Listener:
    """Keeps its port for its whole life, whatever its manner: another process must not get it meanwhile.

    Swallowing relies on the kernel dropping SYNs while the queue of connections waiting to be accepted
    is full (Linux: tcp_conn_request; the BSDs do likewise). A client's SYN is repeated by its kernel after
    1 s, 3 s, ... so a dial that outlives the window succeeds, as it does after a real packet loss.
    """

    def __init__(self, accepted: Callable[[socket.socket], None]) -> None:
        self._accepted = accepted
        self._socket = _bound(("127.0.0.1", 0))
        self.address: tuple[str, int] = self._socket.getsockname()
        self._accepting: asyncio.Task[None] | None = None
        self._fillers: list[socket.socket] = []
        self.manner: Manner = "refusing"  # bound without listening: the kernel answers with RST

    def become(self, manner: Manner) -> bool:
        """False when the kernel could not be brought to it (only "swallowing" may fail)."""
        if manner == self.manner:
            return True
        self.close()
        self._socket = _bound(self.address)
        self.manner = manner
        if manner == "accepting":
            self._socket.listen(512)
            self._accepting = asyncio.ensure_future(self._accept(self._socket))
        elif manner == "swallowing":
            self._socket.listen(0)
            return self._fill()
        return True

    def close(self) -> None:
        if self._accepting is not None:
            self._accepting.cancel()
            self._accepting = None
        for filler in self._fillers:
            filler.close()
        self._fillers.clear()
        self._socket.close()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            connection, _ = await loop.sock_accept(listening)
            self._accepted(connection)

    def _fill(self) -> bool:
        """Connect until a connect gets no answer; that one is the proof. Blocks for 10 ms, once."""
        for _ in range(_MOST_FILLERS):
            filler = socket.socket()
            self._fillers.append(filler)
            filler.settimeout(_FILL_TIMEOUT_S)
            try:
                filler.connect(self.address)
            except TimeoutError:
                return True
            except OSError as error:
                if error.errno not in (errno.EAGAIN, errno.EINPROGRESS):
                    raise
                return True
        return False


def _bound(address: tuple[str, int]) -> socket.socket:
    bound = socket.socket()
    # Connections accepted earlier still use the port.
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(address)
    bound.setblocking(False)
    return bound
