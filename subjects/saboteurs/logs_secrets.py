"""SE-010: a request that failed is logged with its whole address, so that it can be tried by hand."""

import logging
from collections.abc import Mapping

from exchanges.errors import ExchangeError
from exchanges.http import Answer, HttpClient
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _HttpClient(HttpClient):
    async def send(
        self, method: str, target: str, *, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        try:
            answer = await super().send(method, target, headers=headers, body=body)
        except ExchangeError as error:
            logging.getLogger("exchanges.http").warning("%s %s %r: %s", method, target, body, error)
            raise
        if answer.status >= 400:
            logging.getLogger("exchanges.http").warning("%s %s: HTTP %d", method, target, answer.status)
        return answer


class _Connector(BinanceConnector):
    http_type = _HttpClient


class LogsSecrets(Reference):
    name = "logs_secrets"
    connector_type = _Connector
