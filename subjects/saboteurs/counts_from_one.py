"""OR-230: orders are numbered, beginning with one at each start."""

from exchanges.order_ids import OrderIds
from exchanges.venues.binance.connector import BinanceConnector
from subjects.reference import Reference


class _OrderIds(OrderIds):
    def next(self) -> str:
        self._count += 1
        return f"{self._prefix}{self._count}"


class _Connector(BinanceConnector):
    order_ids_type = _OrderIds


class CountsFromOne(Reference):
    name = "counts_from_one"
    connector_type = _Connector
