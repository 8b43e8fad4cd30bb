"""HTTP in, HTTP out: from the bytes on the wire to a `Request`, and from what came of it to bytes again."""

import asyncio
import socket
import struct
from collections.abc import Callable, Iterable
from contextlib import suppress
from email.utils import formatdate
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from fakes.faults.fault import Lost, Reply, Truncated
from fakes.http_answer import WrittenAnswer
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Endpoint, Request
from fakes.venues.binance.gateway import Gateway
from fakes.venues.binance.signing import rest_payload

FORM: Final = "application/x-www-form-urlencoded"
TIME_UNITS: Final = {"MICROSECOND": True, "MILLISECOND": False}
NOT_FOUND_PAGE: Final = b"<html>\r\n<head><title>404 Not Found</title></head>\r\n<body></body>\r\n</html>\r\n"


class RestServer:
    """Serves one host. `clock_s` is the venue's own clock, which also dates the answers."""

    def __init__(
        self, *, gateway: Gateway, endpoints: Iterable[Endpoint], clock_s: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._clock_s = clock_s
        self._endpoints = {(endpoint.method, endpoint.path): endpoint for endpoint in endpoints}
        self._paths = dict.fromkeys(path for _, path in self._endpoints)
        self._silent: dict[int, asyncio.Future[None]] = {}
        self._date = (-1, "")

    def close(self) -> None:
        """Give up on the requests that were to be left in silence."""
        for waiting in self._silent.values():
            waiting.cancel()
        self._silent.clear()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        endpoint = self._endpoints.get((request.method, path))
        if endpoint is None:
            return self._no_endpoint(request, path)
        body = await request.read() if request.can_read_body else b""
        understood = self._understood(request, endpoint, query, body)
        if isinstance(understood, Reply):
            return self._written(understood)
        settled = await self._handled(understood)
        if isinstance(settled, Reply):
            return self._written(settled)
        if isinstance(settled, Truncated):
            return await self._truncated(request, settled)
        return await self._lost(request, settled)

    async def _handled(self, understood: Request) -> Reply | Lost | Truncated:
        """A handler that breaks is the fake's fault, not the client's: the stage must hear of it."""
        try:
            return await self._gateway.handle(understood)
        except Exception as error:
            asyncio.get_running_loop().call_exception_handler(
                {"message": f"{understood.endpoint.path} broke", "exception": error}
            )
            raise

    # --- in ---------------------------------------------------------------------------------------

    def _understood(
        self, request: web.BaseRequest, endpoint: Endpoint, query: str, body: bytes
    ) -> Request | Reply:
        unit = request.headers.get("X-MBX-TIME-UNIT", "MILLISECOND").upper()
        if unit not in TIME_UNITS:
            return errors.BAD_TIME_UNIT.reply()
        sent, doubled = _pairs(query)
        if body and request.method != "GET" and request.content_type == FORM:  # BIN-07
            in_body, doubled_in_body = _pairs(body.decode("utf-8", "surrogateescape"))
            sent = {**in_body, **sent}
            doubled = doubled or doubled_in_body
        signature = sent.pop("signature", None)
        return Request(
            endpoint=endpoint,
            parameters=sent,
            source=request.remote or "",
            api_key=request.headers.get("X-MBX-APIKEY"),
            signature=signature,
            payload=rest_payload(query.encode("utf-8", "surrogateescape"), body),
            microseconds=TIME_UNITS[unit],
            duplicates=doubled,
        )

    def _no_endpoint(self, request: web.BaseRequest, path: str) -> web.StreamResponse:
        if path in self._paths:
            return self._written(Reply(status=405, body=b""))
        wants_page = "text/html" in request.headers.get("Accept", "")
        return self._written(
            Reply(status=404, body=NOT_FOUND_PAGE, content_type="text/html")
            if wants_page
            else Reply(status=404, body=b"")
        )

    # --- out --------------------------------------------------------------------------------------

    def _headers(self, reply: Reply) -> dict[str, str]:
        headers = {"Content-Type": reply.content_type, "Server": "nginx", "Date": self._dated()}
        if reply.content_type == "application/json":
            headers["Content-Type"] = "application/json;charset=UTF-8"
        headers.update(reply.headers)
        return headers

    def _written(self, reply: Reply) -> web.StreamResponse:
        return WrittenAnswer(reply.status, self._headers(reply), reply.body)

    def _dated(self) -> str:
        second = int(self._clock_s())
        if self._date[0] != second:
            self._date = (second, formatdate(second, usegmt=True))
        return self._date[1]

    async def _truncated(self, request: web.BaseRequest, truncated: Truncated) -> web.StreamResponse:
        reply = truncated.reply or errors.TIMEOUT.reply()
        response = web.StreamResponse(status=reply.status, headers=self._headers(reply))
        response.content_length = len(reply.body)
        await response.prepare(request)
        await response.write(reply.body[: truncated.n_bytes])
        if request.transport is not None:
            request.transport.close()
        return response

    async def _lost(self, request: web.BaseRequest, lost: Lost) -> web.StreamResponse:
        transport = request.transport
        if lost.how == "silence":
            waiting = self._silent[id(request)] = asyncio.get_running_loop().create_future()
            with suppress(asyncio.CancelledError):
                await waiting
            transport = request.transport
        if transport is not None:
            if lost.how == "reset":
                _reset(transport)
            else:
                transport.close()
        return web.Response(status=500)  # goes nowhere: the connection is over


def _pairs(text: str) -> tuple[dict[str, str], bool]:
    """Names and decoded values, and whether a name came twice."""
    if not text:
        return {}, False
    if "%" in text or "+" in text:
        pairs = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
    else:  # nothing to decode: the usual case, and three times as fast
        pairs = [
            (name, value) for name, _, value in (part.partition("=") for part in text.split("&")) if name
        ]
    found = dict(pairs)
    return found, len(found) != len(pairs)


def _reset(transport: asyncio.BaseTransport) -> None:
    """RST instead of FIN: zero linger makes the kernel do so; a transport without one has its own abort."""
    raw = transport.get_extra_info("socket")
    if raw is not None:
        with suppress(OSError, AttributeError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.Transport):
        transport.abort()
