"""HTTP in: from the bytes on the wire to a `Request`, or to what is said where there is none."""

from collections.abc import Callable, Iterable
from typing import Final

from aiohttp import web

from fakes.faults.fault import Reply
from fakes.serving.http_replies import FORM, HttpReplies, pairs, report_broken
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Endpoint, Request
from fakes.venues.binance.gateway import Gateway
from fakes.venues.binance.signing import rest_payload

TIME_UNITS: Final = {"MICROSECOND": True, "MILLISECOND": False}
NOT_FOUND_PAGE: Final = b"<html>\r\n<head><title>404 Not Found</title></head>\r\n<body></body>\r\n</html>\r\n"


class RestServer:
    """Serves one host. `clock_s` is the venue's own clock, which also dates the answers."""

    def __init__(
        self, *, gateway: Gateway, endpoints: Iterable[Endpoint], clock_s: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._replies = HttpReplies(
            clock_s=clock_s,
            server="nginx",
            content_types={"application/json": "application/json;charset=UTF-8"},
        )
        self._endpoints = {(endpoint.method, endpoint.path): endpoint for endpoint in endpoints}
        self._paths = dict.fromkeys(path for _, path in self._endpoints)

    def close(self) -> None:
        self._gateway.close()
        self._replies.close()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        endpoint = self._endpoints.get((request.method, path))
        if endpoint is None:
            return self._replies.written(self._no_endpoint(request, path))
        body = await request.read() if request.can_read_body else b""
        understood = _understood(request, endpoint, query, body)
        if isinstance(understood, Reply):
            return self._replies.written(understood)
        try:
            settled = await self._gateway.handle(understood)
        except Exception as error:
            report_broken(path, error)
            raise
        return await self._replies.respond(request, settled)

    def _no_endpoint(self, request: web.BaseRequest, path: str) -> Reply:
        if path in self._paths:
            return Reply(status=405, body=b"")
        if "text/html" in request.headers.get("Accept", ""):
            return Reply(status=404, body=NOT_FOUND_PAGE, content_type="text/html")
        return Reply(status=404, body=b"")


def _understood(request: web.BaseRequest, endpoint: Endpoint, query: str, body: bytes) -> Request | Reply:
    unit = request.headers.get("X-MBX-TIME-UNIT", "MILLISECOND").upper()
    if unit not in TIME_UNITS:
        return errors.BAD_TIME_UNIT.reply()
    sent, doubled = pairs(query)
    if body and request.method != "GET" and request.content_type == FORM:  # BIN-07
        in_body, doubled_in_body = pairs(body.decode("utf-8", "surrogateescape"))
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
