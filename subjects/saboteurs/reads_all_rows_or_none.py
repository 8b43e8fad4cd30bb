"""MD-230: a list of instruments with a row that cannot be read is no answer."""

from exchanges.errors import UnreadableResponse
from exchanges.venues.binance.catalogue import Catalogue
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.errors import VENUE
from subjects.reference import Reference


class _Catalogue(Catalogue):
    def _unreadable(self, cause: str) -> None:
        raise UnreadableResponse(cause, venue=VENUE)


class _Connector(BinanceConnector):
    catalogue_type = _Catalogue


class ReadsAllRowsOrNone(Reference):
    name = "reads_all_rows_or_none"
    connector_type = _Connector
