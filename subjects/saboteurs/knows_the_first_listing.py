"""MD-240: which symbols there are is read at the start; later readings bring what has changed about them."""

from exchanges.connector import SpotConnector
from exchanges.trading.catalogue import Catalogue
from subjects.reference import Reference


class _Catalogue(Catalogue):
    async def read(self) -> None:
        first = tuple(self._known)
        await super().read()
        if first:
            self._known = {symbol: self._known[symbol] for symbol in first if symbol in self._known}


class _Connector(SpotConnector):
    catalogue_type = _Catalogue


class KnowsTheFirstListing(Reference):
    name = "knows_the_first_listing"
    connector_type = _Connector
