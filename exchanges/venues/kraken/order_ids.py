"""Client order ids of 32 hexadecimal digits: the only form here with room for chance (KRK-31)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from exchanges.order_ids import OrderIds


class HexOrderIds(OrderIds):
    """Wall time in ms, a counter, and chance drawn once; a prefix of letters has no place in it.

    Chance tells processes started together apart, time the runs of one seed, the counter the ids of one
    millisecond.
    """

    def __init__(self, prefix: str, rng: Random, wall: Callable[[], float]) -> None:
        super().__init__(prefix, rng, wall)
        self._chance = f"{rng.getrandbits(64):016x}"

    def next(self) -> str:
        self._count = (self._count + 1) % 0x1_0000
        return f"{int(self._wall() * 1000) % (1 << 48):012x}{self._count:04x}{self._chance}"
