"""OR-330: trading rules are those of the first reading; later ones only bring status and new symbols."""

from dataclasses import replace

from exchanges.connector import SpotConnector
from exchanges.trading.catalogue import Catalogue
from subjects.reference import Reference


class _Catalogue(Catalogue):
    async def read(self) -> None:
        first = dict(self._known)
        await super().read()
        self._known = {
            symbol: replace(first[symbol], status=instrument.status) if symbol in first else instrument
            for symbol, instrument in self._known.items()
        }


class _Connector(SpotConnector):
    catalogue_type = _Catalogue


class TrustsFirstRules(Reference):
    name = "trusts_first_rules"
    connector_type = _Connector
