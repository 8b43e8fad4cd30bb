"""An order answered with 502 is sent again; the first had been executed.

https://github.com/veox/python3-krakenex/issues/98 (2018)
"""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.errors import VenueFault
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    async def signed(self, method: str, path: str, *arguments: Any, **named: Any) -> Any:
        for _ in range(2):
            try:
                return await super().signed(method, path, *arguments, **named)
            except VenueFault:
                continue
        return await super().signed(method, path, *arguments, **named)


class _Connector(SpotConnector):
    rest_type = _Rest


class Krakenex98(Reference):
    name = "krakenex_98"
    connector_type = _Connector
