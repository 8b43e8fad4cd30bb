"""What came of a request, onto an HTTP connection: whole, cut short, or not at all."""

import asyncio
import socket
import struct
from collections.abc import Callable, Mapping
from contextlib import suppress
from email.utils import formatdate
from typing import Final
from urllib.parse import parse_qsl

from aiohttp import web

from fakes.faults.fault import Lost, Reply, Truncated
from fakes.serving.handling import Settled
from fakes.serving.http_answer import WrittenAnswer

FORM: Final = "application/x-www-form-urlencoded"
_NOTHING: Final = Reply(status=500, body=b"")


class HttpReplies:
    """`clock_s` is the venue's own clock, which dates the answers; `server` what they say they come from;
    `content_types` how the venue writes out the plain ones."""

    def __init__(
        self,
        *,
        clock_s: Callable[[], float],
        server: str,
        content_types: Mapping[str, str] | None = None,
    ) -> None:
        self._clock_s = clock_s
        self._server = server
        self._content_types = content_types or {}
        self._silent: dict[int, asyncio.Future[None]] = {}
        self._date = (-1, "")

    def close(self) -> None:
        """Give up on the requests that were to be left in silence."""
        for waiting in self._silent.values():
            waiting.cancel()
        self._silent.clear()

    async def respond(self, request: web.BaseRequest, settled: Settled) -> web.StreamResponse:
        if isinstance(settled, Reply):
            return self.written(settled)
        if isinstance(settled, Truncated):
            return await self._truncated(request, settled)
        return await self._lost(request, settled)

    def written(self, reply: Reply) -> web.StreamResponse:
        return WrittenAnswer(reply.status, self._headers(reply), reply.body)

    def _headers(self, reply: Reply) -> dict[str, str]:
        content_type = self._content_types.get(reply.content_type, reply.content_type)
        headers = {"Content-Type": content_type, "Server": self._server, "Date": self._dated()}
        headers.update(reply.headers)
        return headers

    def _dated(self) -> str:
        second = int(self._clock_s())
        if self._date[0] != second:
            self._date = (second, formatdate(second, usegmt=True))
        return self._date[1]

    async def _truncated(self, request: web.BaseRequest, truncated: Truncated) -> web.StreamResponse:
        reply = truncated.reply or _NOTHING
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


def report_broken(path: str, error: Exception) -> None:
    """A handler that breaks is the fake's fault, not the client's: the stage must hear of it."""
    asyncio.get_running_loop().call_exception_handler({"message": f"{path} broke", "exception": error})


def pairs(text: str) -> tuple[dict[str, str], bool]:
    """Names and decoded values of a query or form, and whether a name came twice."""
    if not text:
        return {}, False
    if "%" in text or "+" in text:
        found = parse_qsl(text, keep_blank_values=True, encoding="utf-8", errors="surrogateescape")
    else:  # nothing to decode: the usual case, and three times as fast
        found = [
            (name, value) for name, _, value in (part.partition("=") for part in text.split("&")) if name
        ]
    by_name = dict(found)
    return by_name, len(by_name) != len(found)


def _reset(transport: asyncio.BaseTransport) -> None:
    """RST instead of FIN: zero linger makes the kernel do so; a transport without one has its own abort."""
    raw = transport.get_extra_info("socket")
    if raw is not None:
        with suppress(OSError, AttributeError):
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    if isinstance(transport, asyncio.Transport):
        transport.abort()
