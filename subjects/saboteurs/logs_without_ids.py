"""OB-020: requests are logged under the id of the connector, not each under one of its own."""

from typing import Any

from exchanges.telemetry import CorrelationIds
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference


class _OneId(CorrelationIds):
    def next(self) -> str:
        return "rest"


class _Rest(BinanceRest):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._requests = _OneId("rq")


class _Connector(BinanceConnector):
    rest_type = _Rest


class LogsWithoutIds(Reference):
    name = "logs_without_ids"
    connector_type = _Connector
