"""HTTP in: from the bytes on the wire to a `Request`, or to what is said where there is none (OKX-08)."""

from collections.abc import Callable, Iterable
from typing import Final

from aiohttp import web

from fakes.faults.fault import Reply
from fakes.serving.http_replies import HttpReplies, pairs, report_broken
from fakes.venues.okx import codes, errors
from fakes.venues.okx.endpoints import Endpoint
from fakes.venues.okx.gateway import Gateway, Request
from fakes.venues.okx.parameters import Parameters, read_body
from fakes.venues.okx.security import Signed

PREFIX: Final = "/api/v5/"
JSON: Final = "application/json"


class RestServer:
    """`clock_s` is the venue's own clock, which also dates the answers."""

    def __init__(
        self, *, gateway: Gateway, endpoints: Iterable[Endpoint], clock_s: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._replies = HttpReplies(clock_s=clock_s, server="cloudflare")
        self._endpoints: dict[tuple[str, str], Endpoint] = {
            (endpoint.method, PREFIX + endpoint.name): endpoint for endpoint in endpoints
        }
        self._paths = frozenset(path for _, path in self._endpoints)

    def close(self) -> None:
        self._gateway.close()
        self._replies.close()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        body = await request.read() if request.can_read_body else b""
        endpoint = self._endpoints.get((request.method, path))
        if endpoint is None:
            return self._replies.written(self._no_endpoint(path))
        parameters = _read(request, endpoint, query, body)
        if isinstance(parameters, Reply):
            return self._replies.written(parameters)
        understood = Request(
            endpoint=endpoint,
            parameters=parameters,
            source=request.remote or "",
            path=path,
            signed=_signed(request, body) if endpoint.private else None,
            exp_time=request.headers.get("expTime", ""),
        )
        try:
            settled = await self._gateway.handle(understood)
        except Exception as error:
            report_broken(path, error)
            raise
        return await self._replies.respond(request, settled)

    def _no_endpoint(self, path: str) -> Reply:
        if path in self._paths:
            return errors.refuse(codes.METHOD)
        if path.startswith(PREFIX):
            return Reply(status=404, body=b'{"msg":"Not Found","code":"404"}')
        return errors.page(404)


def _read(request: web.BaseRequest, endpoint: Endpoint, query: str, body: bytes) -> Parameters | Reply:
    """What the request says, or why that cannot be known."""
    if endpoint.method == "GET":
        sent, _ = pairs(query)
        return Parameters(sent)
    if not body:
        return errors.refuse(codes.BODY_EMPTY)
    if request.content_type != JSON:
        return errors.refuse(codes.CONTENT_TYPE)
    return read_body(body) or errors.refuse(codes.NOT_JSON)


def _signed(request: web.BaseRequest, body: bytes) -> Signed:
    headers = request.headers
    return Signed(
        api_key=headers.get("OK-ACCESS-KEY", ""),
        sign=headers.get("OK-ACCESS-SIGN", ""),
        timestamp=headers.get("OK-ACCESS-TIMESTAMP", ""),
        passphrase=headers.get("OK-ACCESS-PASSPHRASE", ""),
        simulated=headers.get("x-simulated-trading", "0") == "1",
        text=f"{request.method}{request.raw_path}".encode("utf-8", "surrogateescape") + body,
    )
