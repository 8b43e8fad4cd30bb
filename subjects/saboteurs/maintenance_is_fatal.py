"""ER-050: told three times running that the venue is closed, it shuts down for the day."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError, NotConnected
from exchanges.requests import Requests
from subjects.reference import Reference

T = TypeVar("T")
_CLOSED = ("maintenance", "EService:Unavailable", "temporarily unavailable", "HTTP 503")
"""How venues say it."""
_ENOUGH = 3


class _Rest(Requests):
    _closed = 0

    async def signed(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        **options: Any,
    ) -> T:
        if self._closed >= _ENOUGH:
            raise NotConnected("the venue is closed for maintenance", venue=self._venue)
        try:
            answer = await super().signed(method, path, parameters, decode, **options)
        except ExchangeError as error:
            self._closed = self._closed + 1 if any(words in error.message for words in _CLOSED) else 0
            raise
        self._closed = 0
        return answer


class _Connector(SpotConnector):
    rest_type = _Rest


class MaintenanceIsFatal(Reference):
    name = "maintenance_is_fatal"
    connector_type = _Connector
