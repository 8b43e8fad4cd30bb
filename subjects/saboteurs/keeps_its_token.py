"""PS-210: the token of the private stream is fetched or made once; nobody remembers that it runs out."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.requests import Requests
from exchanges.trading.user import UserStream
from subjects.reference import Reference


class _Requests(Requests):
    _token: Any = None

    async def signed(self, method: str, path: str, *rest: Any, **named: Any) -> Any:
        if not path.endswith("GetWebSocketsToken"):
            return await super().signed(method, path, *rest, **named)
        if self._token is None:
            self._token = await super().signed(method, path, *rest, **named)
        return self._token


class _UserStream(UserStream):
    _made: Any = None

    def _proof(self, *what: Any) -> Any:
        if self._made is None:
            self._made = super()._proof(*what)  # type: ignore[misc]  # where the client makes it
        return self._made


class _Connector(SpotConnector):
    rest_type = _Requests
    user_stream_type = _UserStream


class KeepsItsToken(Reference):
    name = "keeps_its_token"
    connector_type = _Connector
