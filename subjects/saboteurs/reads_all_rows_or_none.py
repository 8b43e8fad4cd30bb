"""MD-230: a list of instruments with a row that cannot be read is no answer."""

from exchanges.connector import SpotConnector
from exchanges.errors import UnreadableResponse
from exchanges.trading.catalogue import Catalogue
from subjects.reference import Reference


class _Catalogue(Catalogue):
    def _unreadable(self, cause: str) -> None:
        raise UnreadableResponse(cause, venue=self._api.venue)


class _Connector(SpotConnector):
    catalogue_type = _Catalogue


class ReadsAllRowsOrNone(Reference):
    name = "reads_all_rows_or_none"
    connector_type = _Connector
