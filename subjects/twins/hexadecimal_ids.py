"""Names orders by 128 random bits in hexadecimal digits, as a UUID does: no time and no counter in them."""

from collections.abc import Callable
from random import Random

from exchanges.connector import SpotConnector
from exchanges.order_ids import OrderIds
from subjects.reference import Reference


class _Ids(OrderIds):
    def __init__(self, prefix: str, rng: Random, wall: Callable[[], float]) -> None:
        super().__init__(prefix, rng, wall)
        # Seeded with the time as well: two runs of one seed must not use an id twice.
        self._own = Random(f"{rng.getrandbits(64)} {wall()}")

    def next(self) -> str:
        return f"{self._own.getrandbits(128):032x}"


class _Connector(SpotConnector):
    order_ids_type = _Ids


class HexadecimalIds(Reference):
    name = "hexadecimal_ids"
    connector_type = _Connector
