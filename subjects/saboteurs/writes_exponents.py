"""OR-310: quantities are written as Python prints numbers."""

from collections.abc import Mapping

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference


class _Rest(BinanceRest):
    def _stamped(self, parameters: Mapping[str, str]) -> str:
        if "quantity" in parameters:
            parameters = {**parameters, "quantity": f"{float(parameters['quantity'])}"}
        return super()._stamped(parameters)


class _Connector(BinanceConnector):
    rest_type = _Rest


class WritesExponents(Reference):
    name = "writes_exponents"
    connector_type = _Connector
