"""AU-020: a signature is sent as it is. In hex that is well; base64 holds plus signs."""

from collections.abc import Mapping
from urllib.parse import unquote

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.wire import BinanceWire
from subjects.reference import Reference


class _Wire(BinanceWire):
    def _signed_query(self, parameters: Mapping[str, str]) -> str:
        payload, name, signature = super()._signed_query(parameters).rpartition("&signature=")
        return payload + name + unquote(signature)


class _Connector(BinanceConnector):
    wire_type = _Wire


class UnescapedSignature(Reference):
    name = "unescaped_signature"
    deviates_at = "binance"
    connector_type = _Connector
