"""CL-020: the offset is measured at start and by the clock; a refusal for the timestamp is no news."""

from exchanges.errors import ClockSkewed
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference


class _Rest(BinanceRest):
    async def _timed_anew(self, refusal: ClockSkewed) -> bool:
        return False


class _Connector(BinanceConnector):
    rest_type = _Rest


class SyncsOnce(Reference):
    name = "syncs_once"
    connector_type = _Connector
