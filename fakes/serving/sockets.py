"""One WebSocket connection as the venue holds it: every frame leaves at once, every manner of ending.

aiohttp reads frames and does the closing handshake; what the venue sends is written straight to the
transport, so that order is the order of calls, and a fault can put any bytes on the wire.
"""

import asyncio
import socket
import struct
from contextlib import suppress

from aiohttp import web
from websockets.frames import Close, Frame, Opcode

CLOSING_HANDSHAKE_S = 10.0
"""How long the venue waits for the client's half of the closing handshake."""


def text_frame(text: bytes) -> bytes:
    """One text frame as it stands on the wire; servers do not mask (RFC 6455, section 5.2)."""
    length = len(text)
    if length < 126:
        return b"\x81%c%b" % (length, text)
    if length < 1 << 16:
        return b"\x81\x7e%b%b" % (length.to_bytes(2, "big"), text)
    return b"\x81\x7f%b%b" % (length.to_bytes(8, "big"), text)


class Socket:
    """Writes are dropped silently once the connection is gone, as they would be in flight."""

    __slots__ = ("_closing", "_response", "_transport")

    def __init__(self, response: web.WebSocketResponse, transport: asyncio.Transport) -> None:
        self._response = response
        self._transport = transport
        self._closing = False

    @property
    def is_open(self) -> bool:
        return not (self._closing or self._transport.is_closing())

    def text(self, text: str | bytes) -> None:
        self.raw(text_frame(text.encode() if isinstance(text, str) else text))

    def binary(self, data: bytes) -> None:
        self._frame(Opcode.BINARY, data)

    def ping(self, payload: bytes) -> None:
        self._frame(Opcode.PING, payload)

    def pong(self, payload: bytes) -> None:
        self._frame(Opcode.PONG, payload)

    def raw(self, data: bytes) -> None:
        """Bytes as they are: whole frames, broken ones, half a header."""
        if not self._closing and not self._transport.is_closing():
            self._transport.write(data)

    def cut_text(self, text: str, n_bytes: int) -> None:
        """The first bytes of the frame, then the end of the connection."""
        self.raw(text_frame(text.encode())[:n_bytes])
        self.hang_up()

    async def close(self, code: int, reason: str = "") -> None:
        """The closing handshake; the TCP connection ends after the client's answer or 10 s."""
        if not self.is_open:
            return
        self._closing = True
        await self._response.close(code=code, message=reason.encode())

    def hang_up(self, code: int | None = None, reason: str = "") -> None:
        """FIN after all that was written, without a closing handshake.

        With a code the close frame is still sent: what a venue does that does not wait for an answer.
        """
        if not self.is_open:
            return
        if code is not None:
            self._frame(Opcode.CLOSE, Close(code, reason).serialize())
        self._closing = True
        self._transport.close()
        # Close waits for what is still to be written; a peer that reads no more must not keep it open.
        asyncio.get_running_loop().call_later(CLOSING_HANDSHAKE_S, self._transport.abort)

    def reset(self) -> None:
        """RST: what the client had not read yet is lost."""
        self._closing = True
        raw = self._transport.get_extra_info("socket")
        if raw is not None:
            # Zero linger turns close() into RST; a transport without a real socket has its own abort.
            with suppress(OSError, AttributeError):
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _frame(self, opcode: Opcode, data: bytes) -> None:
        if self.is_open:
            self._transport.write(Frame(opcode, data).serialize(mask=False))


async def upgrade(request: web.BaseRequest) -> tuple[web.WebSocketResponse, Socket]:
    """Accept the upgrade. Compression is declined, pings are left to the caller.

    Raises:
        aiohttp.web.HTTPBadRequest: it is no WebSocket handshake.
    """
    response = web.WebSocketResponse(
        autoping=False, compress=False, timeout=CLOSING_HANDSHAKE_S, max_msg_size=1 << 20
    )
    await response.prepare(request)
    transport = request.transport
    if transport is None:
        raise ConnectionResetError("the client left during the handshake")
    return response, Socket(response, transport)
