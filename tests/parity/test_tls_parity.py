"""With ``tls="real"`` the failures of TLS are those of TLS over TCP."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.parity import misbehaviour, observers
from tests.parity.misbehaviour import BODY, OK, Script
from tests.parity.observers import LONG_PATIENCE_S, NETWORK_ERRORS, Seen, described
from tests.parity.stages import HOST, Handler, in_simulation, on_the_wire, serving

trustme = pytest.importorskip("trustme")

# RSA: the length of an ECDSA signature varies, and with it the trace.
AUTHORITY = trustme.CA(key_type=trustme.KeyType.RSA)
STRANGER = trustme.CA(key_type=trustme.KeyType.RSA)


def server_context(name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    AUTHORITY.issue_cert(name, key_type=trustme.KeyType.RSA).configure_cert(context)
    return context


def client_context(*, trusting: Any) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    trusting.configure_trust(context)
    return context


RIGHT_HOST = server_context(HOST)
WRONG_HOST = server_context("elsewhere.test")
TRUSTING = client_context(trusting=AUTHORITY)
DISTRUSTING = client_context(trusting=STRANGER)


def both(case: Callable[[], Awaitable[Seen]]) -> tuple[Seen, Seen]:
    async def run() -> Seen:
        return await case()

    return in_simulation(run, tls="real"), on_the_wire(run)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while True:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(OK + BODY)


async def _hang_up_during_the_handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    writer.transport.abort()


async def _reset_during_the_handshake(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10)
    misbehaviour.reset(writer)


async def _speak_plainly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read(10_000)
    writer.write(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
    await asyncio.Event().wait()


HANDSHAKES: dict[str, tuple[Handler, ssl.SSLContext | None, ssl.SSLContext]] = {
    "good": (_answer, RIGHT_HOST, TRUSTING),
    "wrong host": (_answer, WRONG_HOST, TRUSTING),
    "unknown authority": (_answer, RIGHT_HOST, DISTRUSTING),
    "no tls": (_speak_plainly, None, TRUSTING),
    "fin": (_hang_up_during_the_handshake, None, TRUSTING),
    "rst": (_reset_during_the_handshake, None, TRUSTING),
}


@pytest.mark.parametrize("kind", HANDSHAKES)
def test_aiohttp_sees_the_same_handshake(kind: str) -> None:
    handler, server, client = HANDSHAKES[kind]

    async def case() -> Seen:
        async with serving(handler, tls=server) as port:
            return await observers.see_http(f"https://{HOST}:{port}/", LONG_PATIENCE_S, client)

    simulated, wire = both(case)

    assert simulated == wire


@pytest.mark.parametrize("kind", ["fin within the body", "rst within the body", "truncated chunk"])
def test_aiohttp_sees_the_same_truncation(kind: str) -> None:
    script: Script = misbehaviour.HTTP[kind]

    async def case() -> Seen:
        async with serving(misbehaviour.http_server(script), tls=RIGHT_HOST) as port:
            return await observers.see_http(f"https://{HOST}:{port}/", LONG_PATIENCE_S, TRUSTING)

    simulated, wire = both(case)

    assert simulated == wire


def test_a_stream_sees_the_same_end_without_close_notify() -> None:
    async def cut_off(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10)
        writer.write(b"0123")
        await writer.drain()
        await asyncio.sleep(0.02)
        writer.transport.abort()

    async def case() -> Seen:
        async with serving(cut_off, tls=RIGHT_HOST) as port:
            reader, writer = await asyncio.open_connection(HOST, port, ssl=TRUSTING)
            writer.write(b"hello")
            seen: Seen = []
            try:
                seen.append(await reader.read())
                writer.close()
                await writer.wait_closed()
            except NETWORK_ERRORS as error:
                seen.append(described(error))
            return seen

    simulated, wire = both(case)

    assert simulated == wire
