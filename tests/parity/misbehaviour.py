"""Servers that misbehave, on bare asyncio streams: nothing between them and the socket."""

from __future__ import annotations

import asyncio
import base64
import functools
import hashlib
import socket
import struct
from collections.abc import Awaitable, Callable

from tests.parity.stages import Handler

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\nContent-Type: text/plain\r\n\r\n"
BODY = b"0123456789"

# Long enough for what was written to be read before what follows: order, not tolerance.
_A_MOMENT_S = 0.02

_ACCEPT_GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"  # RFC 6455, section 1.3

_TEXT, _CLOSE, _PING = 1, 8, 9

Script = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


def reset(writer: asyncio.StreamWriter) -> None:
    """Close with an RST: linger on, for zero seconds."""
    sock = writer.get_extra_info("socket")
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def frame(opcode: int, payload: bytes, *, final: bool = True, masked: bool = False) -> bytes:
    """A WebSocket frame, right or wrong as asked (RFC 6455, section 5.2)."""
    length, mask_bit = len(payload), masked << 7
    head = bytes([final << 7 | opcode])
    if length < 126:
        head += bytes([mask_bit | length])
    elif length < 1 << 16:
        head += bytes([mask_bit | 126]) + struct.pack("!H", length)
    else:
        head += bytes([mask_bit | 127]) + struct.pack("!Q", length)
    return head + (b"\0\0\0\0" if masked else b"") + payload


async def _send_then_end(
    first: bytes, how: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    if first:
        writer.write(first)
        await writer.drain()
        await asyncio.sleep(_A_MOMENT_S)
    if how == "fin":
        writer.close()
    elif how == "rst":
        reset(writer)
    else:
        await asyncio.Event().wait()


def _ends(first: bytes, how: str) -> Script:
    return functools.partial(_send_then_end, first, how)


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for byte in OK + BODY:
        writer.write(bytes([byte]))
        await asyncio.sleep(0.0005)
    writer.close()


HTTP: dict[str, Script] = {
    "fin at once": _ends(b"", "fin"),
    "rst at once": _ends(b"", "rst"),
    "fin within the head": _ends(OK[:20], "fin"),
    "rst within the head": _ends(OK[:20], "rst"),
    "fin within the body": _ends(OK + BODY[:3], "fin"),
    "rst within the body": _ends(OK + BODY[:3], "rst"),
    "silence": _ends(b"", "never"),
    "silence within the body": _ends(OK + BODY[:3], "never"),
    "garbage": _ends(b"\x16\x03\x01 nonsense\r\n\r\n", "fin"),
    "drip": _drip,
    "bytes after the body": _ends(OK + BODY + b"garbage", "fin"),
    "truncated chunk": _ends(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel", "fin"),
    "negative length": _ends(b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n", "fin"),
    "fin after a whole answer": _ends(OK + BODY, "fin"),
    "rst after a whole answer": _ends(OK + BODY, "rst"),
}


def http_server(script: Script) -> Handler:
    """Read one request, then follow the script."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        await script(reader, writer)

    return handle


WEBSOCKET: dict[str, Script] = {
    "fin": _ends(b"", "fin"),
    "rst": _ends(b"", "rst"),
    "fin within a frame": _ends(frame(_TEXT, b"x" * 50)[:20], "fin"),
    "rst within a frame": _ends(frame(_TEXT, b"x" * 50)[:20], "rst"),
    **{
        f"close {code}": _ends(frame(_CLOSE, struct.pack("!H", code) + b"bye"), "fin")
        for code in (1000, 1001, 1006, 1008, 1012, 4000)
    },
    "close without a code": _ends(frame(_CLOSE, b""), "fin"),
    "masked frame": _ends(frame(_TEXT, b"abc", masked=True), "fin"),
    "reserved bits": _ends(b"\xf1\x01a", "fin"),
    "bad UTF-8": _ends(frame(_TEXT, b"\xff\xfe"), "fin"),
    "fragmented control frame": _ends(frame(_PING, b"x", final=False), "fin"),
    "frame too big": _ends(frame(_TEXT, b"x" * (5 << 20)), "fin"),
    "silence": _ends(b"", "never"),
}

REFUSED_HANDSHAKES = ("status 403", "wrong accept key", "fin", "rst")


def websocket_server(script: Script) -> Handler:
    """Shake hands, send one message, then follow the script."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(_switching(_accept_key(await reader.readuntil(b"\r\n\r\n"))))
        writer.write(frame(_TEXT, b"one"))
        await writer.drain()
        await asyncio.sleep(_A_MOMENT_S)
        await script(reader, writer)

    return handle


def refusing_websocket_server(how: str) -> Handler:
    """Do not let the handshake succeed."""

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        if how == "status 403":
            refusal = b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n"
            await _send_then_end(refusal, "fin", reader, writer)
        elif how == "wrong accept key":
            await _send_then_end(_switching(b"AAAA"), "fin", reader, writer)
        else:
            await _send_then_end(b"", how, reader, writer)

    return handle


def _accept_key(request: bytes) -> bytes:
    for line in request.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"sec-websocket-key":
            digest = hashlib.sha1(value.strip() + _ACCEPT_GUID, usedforsecurity=False).digest()
            return base64.b64encode(digest)
    raise AssertionError("no key in the request")


def _switching(accept_key: bytes) -> bytes:
    return (
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept_key + b"\r\n\r\n"
    )
