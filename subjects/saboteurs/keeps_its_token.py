"""PS-210: the token of the private stream is fetched once; nobody remembers that it runs out."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.requests import Requests
from subjects.reference import Reference


class _Requests(Requests):
    _token: Any = None

    async def signed(self, method: str, path: str, *rest: Any, **named: Any) -> Any:
        if not path.endswith("GetWebSocketsToken"):
            return await super().signed(method, path, *rest, **named)
        if self._token is None:
            self._token = await super().signed(method, path, *rest, **named)
        return self._token


class _Connector(SpotConnector):
    rest_type = _Requests


class KeepsItsToken(Reference):
    name = "keeps_its_token"
    connector_type = _Connector
