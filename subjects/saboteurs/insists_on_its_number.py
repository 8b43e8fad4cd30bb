"""AU-060: a number is the time, whatever the venue says of it: a refused request is sent a moment later."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.nonce import Nonces
from exchanges.venues.kraken.wire import KrakenWire
from subjects.reference import Reference


class _Nonces(Nonces):
    def leap(self, seconds: float) -> None:
        """The clock is right, so the venue must be wrong."""


class _Wire(KrakenWire):
    def __init__(self, *parts: Any, **named: Any) -> None:
        super().__init__(*parts, **named)
        self._nonces = _Nonces(lambda: self._venue_ms() / 1000)


class _Connector(SpotConnector):
    wire_type = _Wire


class InsistsOnItsNumber(Reference):
    name = "insists_on_its_number"
    deviates_at = "kraken"
    connector_type = _Connector
