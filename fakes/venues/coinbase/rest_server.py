"""HTTP in: from the bytes on the wire to a `Request`, or to what is said where there is none."""

from collections.abc import Callable, Iterable
from typing import Final

from aiohttp import web

from fakes.serving.http_replies import HttpReplies, report_broken
from fakes.venues.coinbase import errors
from fakes.venues.coinbase.endpoints import Endpoint, Routes
from fakes.venues.coinbase.gateway import Gateway, Request
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.sandbox import HOST as SANDBOX
from fakes.venues.coinbase.sandbox import answered
from fakes.venues.coinbase.security import Credentials

BEARER: Final = "Bearer "


class RestServer:
    """Serves the live host and the sandbox. `clock_s`, the venue's own clock, also dates the answers."""

    def __init__(
        self, *, gateway: Gateway, endpoints: Iterable[Endpoint], clock_s: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._replies = HttpReplies(clock_s=clock_s, server="cloudflare")
        self._routes = Routes(endpoints)

    def close(self) -> None:
        self._gateway.close()
        self._replies.close()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        body = await request.read() if request.can_read_body else b""
        if request.headers.get("Host", "").partition(":")[0].lower() == SANDBOX:
            return self._replies.written(answered(request.method, path, request.headers.get("X-Sandbox", "")))
        found = self._routes.find(request.method, path)
        if found is None:
            return self._replies.written(errors.error("NOT_FOUND", "route not found"))
        endpoint, named = found
        sent = Parameters.of_query(query) if endpoint.method == "GET" else Parameters.of_body(body)
        if sent is None:
            return self._replies.written(errors.error("INVALID_ARGUMENT", "the body is no object of JSON"))
        understood = Request(
            endpoint=endpoint,
            parameters=sent.with_(**named) if named else sent,
            source=request.remote or "",
            path=path,
            query=query,
            body=body if endpoint.method != "GET" else b"",
            credentials=_credentials(request),
            fresh="no-cache" in request.headers.get("Cache-Control", ""),
        )
        try:
            settled = await self._gateway.handle(understood)
        except Exception as error:
            report_broken(path, error)
            raise
        return await self._replies.respond(request, settled)


def _credentials(request: web.BaseRequest) -> Credentials:
    headers = request.headers
    authorization = headers.get("Authorization", "")
    return Credentials(
        bearer=authorization.removeprefix(BEARER) if authorization.startswith(BEARER) else "",
        api_key=headers.get("CB-ACCESS-KEY", ""),
        signature=headers.get("CB-ACCESS-SIGN", ""),
        timestamp=headers.get("CB-ACCESS-TIMESTAMP", ""),
    )
