"""OR-030: an order that the venue failed at is sent again: it has to get through."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.errors import VenueFault
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    async def signed(self, method: str, *arguments: Any, **named: Any) -> Any:
        try:
            return await super().signed(method, *arguments, **named)
        except VenueFault:
            if named.get("group") != "orders":
                raise
            return await super().signed(method, *arguments, **named)


class _Connector(SpotConnector):
    rest_type = _Rest


class RetriesServerErrors(Reference):
    name = "retries_server_errors"
    connector_type = _Connector
