"""OR-010: a request that got no answer in time is sent again, orders included."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.errors import NotSent, RequestTimeout
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    async def signed(self, method: str, *arguments: Any, **named: Any) -> Any:
        try:
            return await super().signed(method, *arguments, **named)
        except RequestTimeout as lost:
            try:
                return await super().signed(method, *arguments, **named)
            except NotSent:
                raise lost from None


class _Connector(SpotConnector):
    rest_type = _Rest


class SendsTwice(Reference):
    name = "sends_twice"
    connector_type = _Connector
