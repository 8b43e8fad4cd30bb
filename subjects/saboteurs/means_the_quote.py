"""OR-390: the quantity of a market order to buy is sent as the amount to spend, as another venue wants it."""

from collections.abc import Mapping

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.wire import BinanceWire
from subjects.reference import Reference


class _Wire(BinanceWire):
    def _signed_query(self, parameters: Mapping[str, str]) -> str:
        if parameters.get("type") == "MARKET" and parameters.get("side") == "BUY":
            amount = parameters["quantity"]
            parameters = {name: value for name, value in parameters.items() if name != "quantity"}
            parameters["quoteOrderQty"] = amount
        return super()._signed_query(parameters)


class _Connector(BinanceConnector):
    wire_type = _Wire


class MeansTheQuote(Reference):
    name = "means_the_quote"
    deviates_at = "binance"
    connector_type = _Connector
