"""HTTP in: from the bytes on the wire to a `Request`, or to what is said where there is none."""

from collections.abc import Callable, Iterable
from typing import Any, Final

from aiohttp import web

from fakes.faults.fault import Reply
from fakes.serving.http_replies import HttpReplies, pairs, report_broken
from fakes.serving.nesting import loads
from fakes.venues.bybit import errors
from fakes.venues.bybit.endpoints import Endpoint
from fakes.venues.bybit.gateway import Gateway, Request
from fakes.venues.bybit.parameters import Parameters

ROOT: Final = "/v5/"
HEADERS: Final = "X-BAPI-"


class RestServer:
    """Serves one host. `clock_s` is the venue's own clock, which also dates the answers."""

    def __init__(
        self, *, gateway: Gateway, endpoints: Iterable[Endpoint], clock_s: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._replies = HttpReplies(
            clock_s=clock_s,
            server="Openresty",
            content_types={"application/json": "application/json; charset=utf-8"},
        )
        self._endpoints = {ROOT + endpoint.name: endpoint for endpoint in endpoints}

    def close(self) -> None:
        self._gateway.close()
        self._replies.close()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        body = await request.read() if request.can_read_body else b""
        endpoint = self._endpoints.get(path)
        if endpoint is None:
            return self._replies.written(errors.page(404))  # BYB-12
        if request.method != endpoint.method:
            return self._replies.written(errors.page(400 if request.method in ("GET", "POST") else 405))
        understood = _understood(request, endpoint, query, body)
        if isinstance(understood, Reply):
            return self._replies.written(understood)
        if understood is None:
            bad = errors.params("the body is no JSON object")
            return self._replies.written(errors.envelope(bad, self._gateway.clock_ms()))
        try:
            settled = await self._gateway.handle(understood)
        except Exception as error:
            report_broken(path, error)
            raise
        return await self._replies.respond(request, settled)


def _understood(
    request: web.BaseRequest, endpoint: Endpoint, query: str, body: bytes
) -> Request | Reply | None:
    """None for a body that cannot be read."""
    if endpoint.method == "GET":
        if body:
            return errors.page(403)  # BYB-12
        sent: dict[str, Any] | None = pairs(query)[0]
    else:
        sent = read_object(body)
    if sent is None:
        return None
    told = request.headers
    return Request(
        endpoint=endpoint,
        parameters=Parameters(sent),
        source=request.remote or "",
        api_key=told.get(f"{HEADERS}API-KEY", ""),
        timestamp=told.get(f"{HEADERS}TIMESTAMP", ""),
        window=told.get(f"{HEADERS}RECV-WINDOW", ""),
        signature=told.get(f"{HEADERS}SIGN", ""),
        payload=query.encode("utf-8", "surrogateescape") if endpoint.method == "GET" else body,
    )


def read_object(document: str | bytes) -> dict[str, Any] | None:
    """Numbers with a point as the text that stood there; None for what is no JSON object."""
    try:
        told = loads(document, parse_float=str) if document else {}
    except ValueError:
        return None
    return told if isinstance(told, dict) else None
