"""OB-030: a request that got no answer is not counted, for it is counted when the answer is there."""

from exchanges.connector import SpotConnector
from exchanges.requests import Requests
from subjects.reference import Reference

_UNANSWERED = ("ConnectionLost", "NotConnected", "RequestTimeout", "unknown")


class _Rest(Requests):
    def _count_failed(self, path: str, outcome: str) -> None:
        if outcome not in _UNANSWERED:
            super()._count_failed(path, outcome)


class _Connector(SpotConnector):
    rest_type = _Rest


class Miscounts(Reference):
    name = "miscounts"
    connector_type = _Connector
