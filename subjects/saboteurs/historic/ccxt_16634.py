"""The base64 of a signature goes into the URL as it is, and is refused when it holds a plus or a slash.

https://github.com/ccxt/ccxt/pull/16634 (2023)
"""

from collections.abc import Mapping

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.wire import BinanceWire
from subjects.reference import Reference


class _Wire(BinanceWire):
    def _signed_query(self, parameters: Mapping[str, str]) -> str:
        query = super()._signed_query(parameters)
        start = query.index("signature=")
        return query[:start] + query[start:].replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")


class _Connector(BinanceConnector):
    wire_type = _Wire


class Ccxt16634(Reference):
    name = "ccxt_16634"
    venues = frozenset({"binance"})
    connector_type = _Connector
