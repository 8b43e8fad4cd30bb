"""With its default settings the library writes whole requests to the log, the key among them.

https://github.com/oliver-zehentleitner/unicorn-binance-websocket-api/issues/112 (2020)
"""

import logging
from collections.abc import Mapping

from exchanges.connector import SpotConnector
from exchanges.http import Answer, HttpClient
from subjects.reference import Reference


class _HttpClient(HttpClient):
    async def send(
        self, method: str, path: str, query: str = "", *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        log = logging.getLogger("exchanges.http")
        log.info("%s(%s, %s) with %s", method, path, query, dict(headers))
        return await super().send(method, path, query, headers=headers, body=body)


class _Connector(SpotConnector):
    http_type = _HttpClient


class UnicornBinanceWebsocketApi112(Reference):
    name = "unicorn_binance_websocket_api_112"
    connector_type = _Connector
