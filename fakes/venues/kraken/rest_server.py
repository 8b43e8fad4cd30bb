"""HTTP in: from the bytes on the wire to a `Request`, or to what is said where there is none (KRK-04)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from aiohttp import web

from fakes.faults.fault import Reply
from fakes.serving.http_replies import HttpReplies, pairs, report_broken
from fakes.serving.nesting import loads
from fakes.venues.kraken import errors
from fakes.venues.kraken.endpoints import Endpoint
from fakes.venues.kraken.gateway import Gateway, Request
from fakes.venues.kraken.parameters import Parameters

PUBLIC: Final = "/0/public/"
PRIVATE: Final = "/0/private/"
JSON: Final = "application/json"


class RestServer:
    """Serves one host. `clock_s` is the venue's own clock, which also dates the answers."""

    def __init__(
        self, *, gateway: Gateway, endpoints: Iterable[Endpoint], clock_s: Callable[[], float]
    ) -> None:
        self._gateway = gateway
        self._replies = HttpReplies(clock_s=clock_s, server="cloudflare")
        self._endpoints = {
            (PRIVATE if endpoint.private else PUBLIC) + endpoint.name: endpoint for endpoint in endpoints
        }

    def close(self) -> None:
        self._gateway.close()
        self._replies.close()

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        path, _, query = request.raw_path.partition("?")
        body = await request.read() if request.can_read_body else b""
        endpoint = self._endpoints.get(path)
        if endpoint is None:
            return self._replies.written(_no_endpoint(path))
        if request.method != ("POST" if endpoint.private else "GET"):
            return self._replies.written(errors.envelope(errors.UNKNOWN_METHOD))
        understood = _understood(request, endpoint, path, query, body)
        if understood is None:
            return self._replies.written(errors.envelope(errors.invalid_arguments("body")))
        try:
            settled = await self._gateway.handle(understood)
        except Exception as error:
            report_broken(path, error)
            raise
        return await self._replies.respond(request, settled)


def _no_endpoint(path: str) -> Reply:
    """The API is behind these two paths; of all others the venue's web site answers."""
    if path.startswith((PUBLIC, PRIVATE)):
        return errors.envelope(errors.UNKNOWN_METHOD)
    return errors.page(404)


def _understood(
    request: web.BaseRequest, endpoint: Endpoint, path: str, query: str, body: bytes
) -> Request | None:
    """None for a body that cannot be read."""
    source = request.remote or ""
    if not endpoint.private:
        sent, _ = pairs(query)
        return Request(endpoint=endpoint, parameters=Parameters(sent), source=source, path=path)
    parameters = read_json(body) if request.content_type == JSON else _read_form(body)
    if parameters is None:
        return None
    return Request(
        endpoint=endpoint,
        parameters=parameters,
        source=source,
        path=path,
        api_key=request.headers.get("API-Key", ""),
        signature=request.headers.get("API-Sign", ""),
        nonce=parameters.texts().get("nonce", ""),
        body=body,
    )


# --- bodies ---------------------------------------------------------------------------------------


def _read_form(body: bytes) -> Parameters:
    sent, _ = pairs(body.decode("utf-8", "surrogateescape"))
    return Parameters(sent)


def read_json(body: bytes) -> Parameters | None:
    """Numbers as the text that stood in the body: a nonce is signed as it was written (KRK-01)."""
    try:
        document = loads(body, parse_int=str, parse_float=str)
    except ValueError:
        return None
    if not isinstance(document, dict):
        return None
    return Parameters({name: _texts(value) for name, value in document.items() if value is not None})


def _texts(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return {name: _texts(member) for name, member in value.items() if member is not None}
    if isinstance(value, list):
        return [_texts(item) for item in value]
    return value
