"""Had it left us? The one question about a request that failed."""

import asyncio

import aiohttp
import pytest
import yarl
from aiohttp.client_reqrep import ConnectionKey
from multidict import CIMultiDict, CIMultiDictProxy

from exchanges.config import Timeouts
from exchanges.errors import (
    ConnectionLost,
    ExchangeError,
    NotConnected,
    NotSent,
    OutcomeUnknown,
    RequestTimeout,
    UnreadableResponse,
)
from exchanges.http import HttpClient, open_session
from tests.unit.exchanges.aioresponses_shim import mocked_http

URL = "https://venue.test/api/order?signature=beef"
_KEY = ConnectionKey("venue.test", 443, True, True, None, None, None)


async def send_into(**answer: object) -> object:
    async with open_session(4) as session:
        client = HttpClient("venue", "https://venue.test/", session, Timeouts())
        with mocked_http() as mock:
            mock.post(URL, **answer)
            return await client.send("POST", "/api/order", "signature=beef", headers={})


@pytest.mark.asyncio
async def test_an_answer_comes_back_whole() -> None:
    answer = await send_into(status=418, body=b'{"code":1}', headers={"Retry-After": "7"})

    assert (answer.status, answer.body, answer.headers["retry-after"]) == (  # type: ignore[attr-defined]
        418,
        b'{"code":1}',
        "7",
    )


FAILURES = [
    (aiohttp.ClientConnectorError(_KEY, OSError(111, "refused")), NotConnected),
    (aiohttp.ClientConnectorDNSError(_KEY, OSError(-2, "unknown")), NotConnected),
    (aiohttp.ConnectionTimeoutError("connect"), NotConnected),
    (TimeoutError(), RequestTimeout),
    (aiohttp.SocketTimeoutError("read"), RequestTimeout),
    (aiohttp.ServerDisconnectedError(), ConnectionLost),
    (aiohttp.ClientOSError(104, "reset"), ConnectionLost),
    (aiohttp.ClientPayloadError("short"), UnreadableResponse),
]


@pytest.mark.asyncio
@pytest.mark.parametrize(("failure", "expected"), FAILURES, ids=lambda value: repr(value)[:40])
async def test_each_failure_says_whether_the_request_may_have_arrived(
    failure: Exception, expected: type[ExchangeError]
) -> None:
    with pytest.raises(expected) as caught:
        await send_into(exception=failure)

    assert isinstance(caught.value, NotSent) is (expected is NotConnected)
    assert isinstance(caught.value, OutcomeUnknown) is (expected is not NotConnected)


@pytest.mark.asyncio
async def test_an_error_never_quotes_the_request() -> None:
    failure = aiohttp.ClientResponseError(
        aiohttp.RequestInfo(yarl.URL(URL), "POST", CIMultiDictProxy(CIMultiDict()), yarl.URL(URL)),
        (),
        message="bad",
    )
    with pytest.raises(UnreadableResponse) as caught:
        await send_into(exception=failure)

    assert "beef" not in str(caught.value)
    assert caught.value.__suppress_context__


@pytest.mark.asyncio
async def test_a_redirect_is_an_answer_and_is_not_followed() -> None:
    answer = await send_into(status=307, headers={"Location": "https://elsewhere.test/"})

    assert answer.status == 307  # type: ignore[attr-defined]


@pytest.mark.asyncio
async def test_a_closed_session_sends_nothing() -> None:
    session = open_session(4)
    await session.close()
    client = HttpClient("venue", "https://venue.test", session, Timeouts())

    with pytest.raises(NotConnected):
        await client.send("GET", "/", headers={})


@pytest.mark.asyncio
async def test_a_request_is_written_once_though_its_kept_connection_breaks() -> None:
    asked = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while line := await reader.readline():
            if not line.startswith((b"GET", b"DELETE")):
                continue
            asked.append(line.split()[0])
            if len(asked) > 1:
                break
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, open_session(4) as session:
        client = HttpClient("venue", f"http://127.0.0.1:{port}", session, Timeouts())
        await client.send("GET", "/first", headers={})
        with pytest.raises(ConnectionLost):
            await client.send("DELETE", "/second", headers={})

    assert asked == [b"GET", b"DELETE"]


@pytest.mark.asyncio
async def test_a_request_that_hangs_takes_no_place_from_another_host() -> None:
    asked = asyncio.Event()

    async def hang(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        asked.set()
        await reader.read()
        writer.close()

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        writer.close()

    silent = await asyncio.start_server(hang, "127.0.0.1", 0)
    well = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with silent, well, open_session(1) as session:
        here, there = (
            HttpClient("venue", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}", session, Timeouts())
            for server in (silent, well)
        )
        hanging = asyncio.create_task(here.send("GET", "/", headers={}))
        await asked.wait()

        assert (await there.send("GET", "/", headers={})).status == 200

        hanging.cancel()
        with pytest.raises(asyncio.CancelledError):
            await hanging


@pytest.mark.asyncio
async def test_a_body_is_written_as_it_is_with_its_length_and_the_headers_given() -> None:
    seen = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        seen.append((head.lower(), await reader.readexactly(20)))
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, open_session(4) as session:
        client = HttpClient("venue", f"http://127.0.0.1:{port}", session, Timeouts())
        headers = client.prepared({"Content-Type": "application/x-www-form-urlencoded"})
        await client.send("POST", "/0/private/Balance", headers=headers, body=b"nonce=12&pair=A%2FB3")

    ((head, body),) = seen
    assert body == b"nonce=12&pair=A%2FB3"
    assert b"content-length: 20\r\n" in head
    assert head.count(b"content-type: application/x-www-form-urlencoded\r\n") == 1
    assert b"transfer-encoding" not in head
