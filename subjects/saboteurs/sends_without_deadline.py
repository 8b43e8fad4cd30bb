"""OR-420: an order is sent without a word of how long it is good for: it comes to be whenever it arrives."""

from collections.abc import Mapping

from exchanges.connector import SpotConnector
from exchanges.dialect import Sealed
from exchanges.venues.kraken import wire
from exchanges.venues.kraken.wire import KrakenWire
from subjects.reference import Reference


class _Wire(KrakenWire):
    def stamped(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        return super().stamped(method, _Path(path) if path == wire.ADD_ORDER else path, parameters)


class _Path(str):
    """The address of an order, which is not known as such when it comes to deadlines."""

    __slots__ = ()
    __hash__ = str.__hash__

    def __eq__(self, other: object) -> bool:
        return other is self


class _Connector(SpotConnector):
    wire_type = _Wire


class SendsWithoutDeadline(Reference):
    name = "sends_without_deadline"
    deviates_at = "kraken"
    connector_type = _Connector
