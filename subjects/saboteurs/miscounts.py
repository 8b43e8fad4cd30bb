"""OB-030: a request that got no answer is not counted, for it is counted when the answer is there."""

from prometheus_client import CollectorRegistry, Counter

from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference

_UNANSWERED = ("ConnectionLost", "NotConnected", "RequestTimeout", "unknown")


class _Rest(BinanceRest):
    def _counter_of(self, path: str, outcome: str) -> Counter:
        if outcome in _UNANSWERED:
            return Counter("ignored", "Counted nowhere", registry=CollectorRegistry())
        return super()._counter_of(path, outcome)


class _Connector(BinanceConnector):
    rest_type = _Rest


class Miscounts(Reference):
    name = "miscounts"
    connector_type = _Connector
