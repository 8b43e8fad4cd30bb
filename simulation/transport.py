"""An asyncio transport over a simulated socket. It errs as a Linux socket does.

Every rule here is held to the real thing by ``tests/parity``.
"""

from __future__ import annotations

import asyncio
import contextvars
import errno
from asyncio import futures, protocols
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from simulation.pipe import Control

if TYPE_CHECKING:
    from simulation.network import Network
    from simulation.sockets import SimulatedSocket

# Room in the two kernel buffers; asyncio's own write buffer comes on top of it.
_KERNEL_BUFFER_BYTES = 256 * 1024
_DEFAULT_HIGH_BYTES = 64 * 1024

# Python 3.13 made the server hold its transports (for Server.close_clients).
_ATTACH_TAKES_TRANSPORT = asyncio.Server._attach.__code__.co_argcount > 1  # type: ignore[attr-defined]


class SimulatedTransport(asyncio.Transport):
    """One end of a simulated connection, between a socket and a protocol."""

    _start_tls_compatible = True
    _extra: dict[str, Any]

    def __init__(
        self,
        network: Network,
        sock: SimulatedSocket,
        protocol: asyncio.BaseProtocol,
        waiter: asyncio.Future[None] | None,
        extra: dict[str, Any] | None,
        server: asyncio.Server | None,
    ) -> None:
        super().__init__(extra)
        self._extra["socket"] = sock
        self._extra["sockname"] = sock.local_address
        self._extra.setdefault("peername", sock.remote_address)
        self._loop, self._network, self._sock = network.loop, network, sock
        self._pipe = sock.outgoing
        self._server: Any = server
        self._closing = self._lost = False
        self._got_fin = self._sent_fin = False
        self._reading = True
        self._writing_paused = False
        self._lingering = False
        self._error: OSError | None = None
        self._high = _DEFAULT_HIGH_BYTES + _KERNEL_BUFFER_BYTES
        self._low = _DEFAULT_HIGH_BYTES // 4 + _KERNEL_BUFFER_BYTES
        self._context = contextvars.copy_context()
        sock.incoming.context = self._context
        self.set_protocol(protocol)
        if server is not None:
            self._tell_server("_attach")
        self._loop.call_soon(protocol.connection_made, self)
        if waiter is not None:
            self._loop.call_soon(_release, waiter)
        self._loop.call_soon(self._start)

    def _start(self) -> None:
        self._sock.transport = self
        # A selector reports early data one turn later, after whoever waited for the connection.
        self._loop.call_soon(self._drain_received)

    # -- what the wire brings ------------------------------------------------------------------
    @property
    def takes_input(self) -> bool:
        """Whether what arrives goes straight to the protocol."""
        return self._reading or self._closing

    def data_arrived(self, data: bytes) -> None:
        if self._closing:
            if self._lost:  # the socket is gone, so the kernel answers with an RST
                self._pipe.send_control(Control.RST)
            return
        try:
            if self._fills_buffers:
                protocols._feed_data_to_buffered_proto(self._protocol, data)  # type: ignore[attr-defined]
            else:
                self._protocol.data_received(data)
        except (SystemExit, KeyboardInterrupt):
            raise
        except BaseException as error:
            self._fatal(error, "Fatal error: protocol.data_received() call failed.")

    def fin_arrived(self) -> None:
        if self._lost or self._closing:
            return
        self._got_fin = True
        if not self._protocol.eof_received():
            self.close()

    def rst_arrived(self) -> None:
        if self._got_fin:
            # Linux, RST in CLOSE_WAIT: nothing to read, so it shows at the next write.
            self._error = BrokenPipeError(errno.EPIPE, "Broken pipe")
        else:
            self._lose(ConnectionResetError(errno.ECONNRESET, "Connection reset by peer"))

    def reset_unseen(self) -> None:
        """An RST came while the program does not read: a write notices it."""
        self._error = ConnectionResetError(errno.ECONNRESET, "Connection reset by peer")

    def timed_out(self) -> None:
        self._context.run(self._lose, TimeoutError(errno.ETIMEDOUT, "Connection timed out"))

    # -- what the program does -----------------------------------------------------------------
    def write(self, data: bytes | bytearray | memoryview) -> None:
        if not isinstance(data, (bytes, bytearray, memoryview)):
            kind = type(data).__name__
            raise TypeError(f"data argument must be a bytes-like object, not {kind!r}")
        if self._sent_fin:
            raise RuntimeError("Cannot call write() after write_eof()")
        if not data or self._closing:
            return
        if self._error is not None:
            self._lose(self._error)
            return
        pipe = self._pipe
        pipe.send(data if type(data) is bytes else bytes(data))
        if pipe.in_flight > self._high and not self._writing_paused:
            self._writing_paused = True
            self._protocol.pause_writing()

    def writelines(self, list_of_data: Iterable[bytes | bytearray | memoryview]) -> None:
        self.write(b"".join(list_of_data))

    def can_write_eof(self) -> bool:
        return self._start_tls_compatible  # a TLS transport (stripped or not) cannot

    def write_eof(self) -> None:
        if not self.can_write_eof():
            raise NotImplementedError
        if self._closing or self._sent_fin:
            return
        self._sent_fin = True
        self._pipe.send_control(Control.FIN)

    def close(self) -> None:
        if self._closing:
            return
        self._closing = True
        # asyncio flushes its own buffer first; all of it is in the pipe, so the end may follow.
        self._lingering = self.get_write_buffer_size() > 0 and not self._sock.resets_on_close
        self._hang_up()
        if not self._lingering:
            self._loop.call_soon(self._connection_lost, None)

    def abort(self) -> None:
        """Drop asyncio's own buffer and close the socket: a FIN, unless linger says otherwise."""
        self._force_close(None)

    def is_closing(self) -> bool:
        return self._closing

    def pause_reading(self) -> None:
        if not self._closing:
            self._reading = False

    def resume_reading(self) -> None:
        if self._closing or self._reading:
            return
        self._reading = True
        self._loop.call_soon(self._drain_received, context=self._context)

    def is_reading(self) -> bool:
        return self._reading and not self._closing

    # -- flow control --------------------------------------------------------------------------
    @property
    def waiting_for_room(self) -> bool:
        """Whether ``room_made`` is of interest."""
        return self._writing_paused or self._lingering

    def room_made(self) -> None:
        """The other end has read something."""
        if self._lingering and not self.get_write_buffer_size():
            self._lingering = False
            self._loop.call_soon(self._connection_lost, None, context=self._context)
        if self._writing_paused and self._pipe.in_flight <= self._low:
            self._writing_paused = False
            self._loop.call_soon(self._resume_writing, context=self._context)

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        if high is None:
            high = _DEFAULT_HIGH_BYTES if low is None else 4 * low
        if low is None:
            low = high // 4
        if not high >= low >= 0:
            raise ValueError(f"high ({high!r}) must be >= low ({low!r}) must be >= 0")
        self._high, self._low = high + _KERNEL_BUFFER_BYTES, low + _KERNEL_BUFFER_BYTES

    def get_write_buffer_limits(self) -> tuple[int, int]:
        return self._low - _KERNEL_BUFFER_BYTES, self._high - _KERNEL_BUFFER_BYTES

    def get_write_buffer_size(self) -> int:
        return max(0, self._pipe.in_flight - _KERNEL_BUFFER_BYTES)

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol: Any = protocol
        self._fills_buffers = isinstance(protocol, asyncio.BufferedProtocol)

    def get_protocol(self) -> asyncio.BaseProtocol:
        protocol: asyncio.BaseProtocol = self._protocol
        return protocol

    # -- inside --------------------------------------------------------------------------------
    def _drain_received(self) -> None:
        received = self._sock.received
        while received and self._reading and not self._lost:
            self._sock.hand_over(self, received.popleft())

    def _resume_writing(self) -> None:
        if not self._lost and self._protocol is not None:
            self._protocol.resume_writing()

    def _hang_up(self) -> None:
        if not self._sent_fin or self._sock.received:
            self._sock.hang_up()

    def _fatal(self, error: BaseException, message: str) -> None:
        self._loop.call_exception_handler(
            {
                "message": message,
                "exception": error,
                "transport": self,
                "protocol": self._protocol,
            }
        )
        self._force_close(error)

    def _force_close(self, error: BaseException | None) -> None:
        """asyncio's TLS calls this by name."""
        if self._lost:
            return
        if not self._closing:
            self._pipe.drop_unsent(self.get_write_buffer_size())
            self._hang_up()
        self._lose(error)  # after a close, what was written still arrives: asyncio would drop it

    def _lose(self, error: BaseException | None) -> None:
        if self._lost:
            return
        was_closed = self._closing and not self._lingering
        self._closing = self._lost = True
        if not was_closed:
            self._loop.call_soon(self._connection_lost, error, context=self._context)

    def _connection_lost(self, error: BaseException | None) -> None:
        self._lost = True
        try:
            self._protocol.connection_lost(error)
        finally:
            self._sock.closed = True
            self._protocol = None
            if self._server is not None:
                self._tell_server("_detach")
                self._server = None
            self._network.forget(self._sock)

    def _tell_server(self, what: str) -> None:
        method = getattr(self._server, what)
        if _ATTACH_TAKES_TRANSPORT:
            method(self)
        else:
            method()

    def __hash__(self) -> int:
        return self._sock.number

    def __eq__(self, other: object) -> bool:
        return self is other

    def __repr__(self) -> str:
        state = " closing" if self._closing else ""
        return f"<SimulatedTransport {self._pipe.connection}{self._pipe.direction}{state}>"


def _release(waiter: asyncio.Future[None]) -> None:
    futures._set_result_unless_cancelled(waiter, None)  # type: ignore[attr-defined]
