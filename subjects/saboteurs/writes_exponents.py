"""OR-310: quantities are written as Python prints numbers."""

from collections.abc import Mapping

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.wire import BinanceWire
from subjects.reference import Reference


class _Wire(BinanceWire):
    def _signed_query(self, parameters: Mapping[str, str]) -> str:
        if "quantity" in parameters:
            parameters = {**parameters, "quantity": f"{float(parameters['quantity'])}"}
        return super()._signed_query(parameters)


class _Connector(BinanceConnector):
    wire_type = _Wire


class WritesExponents(Reference):
    name = "writes_exponents"
    deviates_at = "binance"
    connector_type = _Connector
