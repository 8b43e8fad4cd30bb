"""OR-230: orders are numbered, beginning with one at each start."""

from collections.abc import Callable
from random import Random

from exchanges.connector import SpotConnector
from exchanges.order_ids import OrderIds
from subjects.reference import Reference


class _OrderIds(OrderIds):
    def __init__(self, prefix: str, rng: Random, wall: Callable[[], float]) -> None:
        super().__init__(prefix, rng, wall)
        self._prefix = prefix

    def next(self) -> str:
        self._count += 1
        return f"{self._prefix}{self._count}"


class _Connector(SpotConnector):
    order_ids_type = _OrderIds


class CountsFromOne(Reference):
    name = "counts_from_one"
    connector_type = _Connector
