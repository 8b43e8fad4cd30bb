"""AU-010: the parameters are signed as they are and percent-encoded afterwards, on their way out."""

from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.wire import BinanceWire
from subjects.reference import Reference


class _Wire(BinanceWire):
    def _signed_query(self, parameters: Mapping[str, str]) -> str:
        assert self._signer is not None
        encoded, _, _ = super()._signed_query(parameters).rpartition("&signature=")
        signature = self._signer.sign(unquote_to_bytes(encoded))
        return f"{encoded}&signature={quote(signature, safe='')}"


class _Connector(BinanceConnector):
    wire_type = _Wire


class SignsBeforeEncoding(Reference):
    name = "signs_before_encoding"
    deviates_at = "binance"
    connector_type = _Connector
