"""Clients that report all they see: data, exception, cause, errno, close code."""

from __future__ import annotations

import asyncio
import ssl
from typing import Any

import aiohttp
import websockets
from websockets.asyncio.client import connect

# What a network can make a client raise. Anything else is a mistake in the test and must show.
NETWORK_ERRORS = (
    OSError,
    EOFError,
    asyncio.TimeoutError,
    aiohttp.ClientError,
    websockets.WebSocketException,
)

# How long a client waits for a silent server.
PATIENCE_S = 0.25
# How long it waits for a server that will do something: never reached.
LONG_PATIENCE_S = 30.0

Seen = list[object]


def described(error: BaseException) -> str:
    """Everything about an error that does not name a port."""
    text = type(error).__name__
    if isinstance(error, websockets.ConnectionClosed):
        received = error.rcvd.code if error.rcvd else None
        sent = error.sent.code if error.sent else None
        text += f" received={received} sent={sent}"
    if isinstance(error, ssl.SSLError):
        text += f" reason={getattr(error, 'reason', None)}"  # aiohttp's own have none
    elif isinstance(error, OSError):
        text += f" errno={error.errno}"
    if error.__cause__ is not None:
        text += " from " + described(error.__cause__)
    return text


async def see_http(url: str, patience_s: float, ssl_context: Any = True) -> Seen:
    """Two requests on one aiohttp session."""
    seen: Seen = []
    timeout = aiohttp.ClientTimeout(total=patience_s)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        for _ in range(2):
            try:
                async with session.get(url, ssl=ssl_context) as response:
                    seen += [response.status, await response.read()]
                await asyncio.sleep(0.05)
            except NETWORK_ERRORS as error:
                seen.append(described(error))
    return seen


async def see_stream(host: str, port: int, patience_s: float) -> Seen:
    """Read to the end, then write three times, then close."""
    seen: Seen = []
    try:
        reader, writer = await asyncio.open_connection(host, port)
    except NETWORK_ERRORS as error:
        return [described(error)]
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    data = b""
    try:
        async with asyncio.timeout(patience_s):
            while piece := await reader.read(100):
                data += piece
    except NETWORK_ERRORS as error:
        seen.append(described(error))
    seen.append(data)
    for _ in range(3):
        try:
            writer.write(b"more" * 10)
            await writer.drain()
            await asyncio.sleep(0.02)
            seen.append("written")
        except NETWORK_ERRORS as error:
            seen.append(described(error))
    writer.close()
    try:
        await writer.wait_closed()
        seen.append("closed")
    except NETWORK_ERRORS as error:
        seen.append(described(error))
    return seen


async def see_websockets(url: str) -> Seen:
    """All messages of a websockets connection, and how it ends."""
    seen: Seen = []
    try:
        async with connect(
            url,
            open_timeout=LONG_PATIENCE_S,
            ping_interval=0.1,
            ping_timeout=0.1,
            close_timeout=0.1,
            max_size=1 << 20,
            proxy=None,
        ) as connection:
            try:
                async for message in connection:
                    seen.append(message[:5])
            finally:
                seen.append(connection.close_code)
        seen.append("end")
    except NETWORK_ERRORS as error:
        seen.append(described(error))
    return seen


async def see_aiohttp_websocket(url: str) -> Seen:
    """All messages of an aiohttp WebSocket, and how it ends."""
    seen: Seen = []
    over = (
        aiohttp.WSMsgType.CLOSE,
        aiohttp.WSMsgType.CLOSED,
        aiohttp.WSMsgType.CLOSING,
        aiohttp.WSMsgType.ERROR,
    )
    try:
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(
                url,
                heartbeat=0.2,
                timeout=aiohttp.ClientWSTimeout(ws_close=0.1),
                max_msg_size=1 << 20,
            ) as connection,
        ):
            while True:
                message = await connection.receive(timeout=LONG_PATIENCE_S)
                data = message.data
                seen.append((message.type.name, _shown(data)))
                if message.type in over:
                    break
            seen.append(connection.close_code)
            failure = connection.exception()
            seen.append(described(failure) if failure else None)
    except NETWORK_ERRORS as error:
        seen.append(described(error))
    return seen


def _shown(data: object) -> object:
    if isinstance(data, BaseException):
        return described(data)
    return data[:5] if isinstance(data, (str, bytes)) else data
