"""SE-010: a request that failed is logged as it was sent, headers and all, to be tried again by hand."""

import logging
from collections.abc import Mapping

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.http import Answer, HttpClient
from subjects.reference import Reference


class _HttpClient(HttpClient):
    async def send(
        self, method: str, path: str, query: str = "", *, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        log = logging.getLogger("exchanges.http")
        try:
            answer = await super().send(method, path, query, headers=headers, body=body)
        except ExchangeError as error:
            log.warning("%s %s?%s %s: %s", method, path, query, dict(headers), error)
            raise
        if answer.status >= 400:
            log.warning("%s %s?%s %s: HTTP %d", method, path, query, dict(headers), answer.status)
        return answer


class _Connector(SpotConnector):
    http_type = _HttpClient


class LogsSecrets(Reference):
    name = "logs_secrets"
    connector_type = _Connector
