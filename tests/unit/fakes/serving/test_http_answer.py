"""An answer in one piece is, byte for byte, what aiohttp would have written."""

import asyncio

import pytest
from aiohttp import web

from fakes.serving.http_answer import WrittenAnswer

HEADERS = {"Content-Type": "application/json", "Server": "nginx", "Date": "Mon, 05 Jan 2026 12:00:00 GMT"}
PATIENT = {**HEADERS, "Retry-After": "3"}


async def answered(answer: web.StreamResponse, request: str, then: str = "") -> bytes:
    """All that a server writes until it hangs up."""

    async def serve(_: web.BaseRequest) -> web.StreamResponse:
        return answer

    runner = web.ServerRunner(web.Server(serve, access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    reader, writer = await asyncio.open_connection(*runner.addresses[0][:2])
    writer.write(f"{request}{then}".encode())
    written = await reader.read(-1)
    writer.close()
    await runner.cleanup()
    return written


@pytest.mark.parametrize("request_head", ["HTTP/1.1\r\nConnection: close", "HTTP/1.0"])
@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
@pytest.mark.parametrize(
    ("status", "headers", "body"),
    [
        (200, HEADERS, b'{"orderId":1}'),
        (200, HEADERS, b""),
        (200, HEADERS, b"[" + b" " * 100_000 + b"]"),
        (204, HEADERS, b""),
        (304, HEADERS, b"{}"),
        (418, PATIENT, b'{"code":-1003}'),
        (599, HEADERS, b"nobody knows this status"),
    ],
)
def test_same_bytes(
    status: int, headers: dict[str, str], body: bytes, method: str, request_head: str
) -> None:
    request = f"{method} / {request_head}\r\nHost: venue\r\n\r\n"
    ours = asyncio.run(answered(WrittenAnswer(status, headers, body), request))
    theirs = asyncio.run(answered(web.Response(status=status, headers=headers, body=body), request))
    assert ours == theirs
    assert ours.startswith(f"HTTP/{request_head[5:8]} {status} ".encode())


def test_the_connection_stays_for_the_next_request() -> None:
    request = "GET / HTTP/1.1\r\nHost: venue\r\n\r\n"
    last = "GET / HTTP/1.1\r\nHost: venue\r\nConnection: close\r\n\r\n"
    written = asyncio.run(answered(WrittenAnswer(200, HEADERS, b"{}"), request, last))
    assert written.count(b"HTTP/1.1 200 OK") == 2
    assert written.count(b"Connection: close") == 1


def test_an_old_client_may_keep_its_connection() -> None:
    request = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"
    written = asyncio.run(answered(WrittenAnswer(200, HEADERS, b"{}"), request, "GET / HTTP/1.0\r\n\r\n"))
    assert written.count(b"Connection: keep-alive") == 1
    assert written.count(b"HTTP/1.0 200 OK") == 2
