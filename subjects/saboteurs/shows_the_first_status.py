"""MD-250: the list for the user is as it was when a symbol was first seen; only orders look again."""

from dataclasses import replace

from exchanges.connector import SpotConnector
from exchanges.models import Instrument, InstrumentStatus
from exchanges.trading.catalogue import Catalogue
from subjects.reference import Reference


class _Catalogue(Catalogue):
    def all(self) -> tuple[Instrument, ...]:
        if not hasattr(self, "_shown"):
            self._shown: dict[str, InstrumentStatus] = {}
        return tuple(
            replace(known, status=self._shown.setdefault(known.symbol, known.status))
            for known in super().all()
        )

    async def read(self) -> None:
        await super().read()
        self.all()


class _Connector(SpotConnector):
    catalogue_type = _Catalogue


class ShowsTheFirstStatus(Reference):
    name = "shows_the_first_status"
    connector_type = _Connector
