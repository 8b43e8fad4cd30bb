"""AU-010: the parameters are signed as they are and percent-encoded afterwards, on their way out."""

from collections.abc import Mapping
from urllib.parse import quote, unquote_to_bytes

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference


class _Rest(BinanceRest):
    def _stamped(self, parameters: Mapping[str, str]) -> str:
        assert self._signer is not None
        encoded, _, _ = super()._stamped(parameters).rpartition("&signature=")
        signature = self._signer.sign(unquote_to_bytes(encoded))
        return f"{encoded}&signature={quote(signature, safe='')}"


class _Connector(BinanceConnector):
    rest_type = _Rest


class SignsBeforeEncoding(Reference):
    name = "signs_before_encoding"
    connector_type = _Connector
