"""Client order ids that are not used twice, also not after a restart with the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_RANDOM_DIGITS = 10
_RANDOM_BITS = 51
"""As many as ten digits hold (36^10 > 2^51)."""


class OrderIds:
    """``prefix``, wall time in ms, a counter and chance: at most ``len(prefix) + 24`` characters.

    Time keeps ids of different runs apart, chance those of processes started together, the counter
    those of one millisecond.
    """

    def __init__(self, prefix: str, rng: Random, wall: Callable[[], float]) -> None:
        self._prefix = prefix
        self._rng = rng
        self._wall = wall
        self._count = 0

    def next(self) -> str:
        self._count = (self._count + 1) % 36**4
        # One draw and not ten: this is on the way of every order.
        chance = _base36(self._rng.getrandbits(_RANDOM_BITS)).rjust(_RANDOM_DIGITS, "0")
        return f"{self._prefix}{_base36(int(self._wall() * 1000))}{_base36(self._count)}{chance}"


_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)


def _base36(number: int) -> str:
    text = ""
    while number >= 36:
        number, pair = divmod(number, 1296)
        text = _PAIRS[pair] + text
    return _DIGITS[number] + text if number or not text else text
