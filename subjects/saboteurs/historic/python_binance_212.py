"""A small number is written with str(float): 4.252e-05, which the venue refuses.

https://github.com/sammchardy/python-binance/issues/212 (2018)
"""

from collections.abc import Mapping
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.requests import Requests
from subjects.reference import Reference


class _Rest(Requests):
    async def signed(
        self, method: str, path: str, parameters: Mapping[str, Any], *arguments: Any, **named: Any
    ) -> Any:
        numbers = {name: str(float(parameters[name])) for name in ("quantity", "price") if name in parameters}
        return await super().signed(method, path, {**parameters, **numbers}, *arguments, **named)


class _Connector(SpotConnector):
    rest_type = _Rest


class PythonBinance212(Reference):
    name = "python_binance_212"
    connector_type = _Connector
