"""OR-320: a symbol that was once found halted is struck off the list of those that can be traded."""

from typing import Any

from exchanges.connector import SpotConnector
from exchanges.errors import SymbolNotTrading
from exchanges.models import OrderRequest
from exchanges.trading.catalogue import Catalogue
from subjects.reference import Reference


class _Catalogue(Catalogue):
    def __init__(self, *parts: Any) -> None:
        super().__init__(*parts)
        self._struck_off: dict[str, SymbolNotTrading] = {}

    def allows(self, request: OrderRequest) -> bool:
        return request.symbol not in self._struck_off and super().allows(request)

    async def check(self, request: OrderRequest) -> None:
        if request.symbol in self._struck_off:
            raise self._struck_off[request.symbol]
        try:
            await super().check(request)
        except SymbolNotTrading as refusal:
            self._struck_off[request.symbol] = refusal
            raise


class _Connector(SpotConnector):
    catalogue_type = _Catalogue


class HaltedForEver(Reference):
    name = "halted_for_ever"
    connector_type = _Connector
