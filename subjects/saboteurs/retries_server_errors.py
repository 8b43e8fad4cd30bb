"""OR-030: an order that the venue failed at is sent again: it has to get through."""

from typing import Any

from exchanges.errors import VenueFault
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference


class _Rest(BinanceRest):
    async def signed(self, method: str, *arguments: Any, **named: Any) -> Any:
        try:
            return await super().signed(method, *arguments, **named)
        except VenueFault:
            if method != "POST":
                raise
            return await super().signed(method, *arguments, **named)


class _Connector(BinanceConnector):
    rest_type = _Rest


class RetriesServerErrors(Reference):
    name = "retries_server_errors"
    connector_type = _Connector
