"""Client order ids that are not used twice, also not after a restart with the same seed."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_RANDOM_DIGITS = 10
_RANDOM_BITS = 51
"""As many as ten digits hold (36^10 > 2^51)."""


class OrderIds:
    """``prefix``, chance, wall time in ms and a counter: at most ``len(prefix) + 24`` characters.

    Chance, drawn once, tells processes started together apart, time the runs of one seed, the counter
    the ids of one millisecond.
    """

    def __init__(self, prefix: str, rng: Random, wall: Callable[[], float]) -> None:
        self._prefix = prefix + _base36(rng.getrandbits(_RANDOM_BITS)).rjust(_RANDOM_DIGITS, "0")
        self._wall = wall
        self._count = 0
        # The slow digits of the time, written anew about once a second: this is on the way of every order.
        self._slow = -1
        self._head = ""

    def next(self) -> str:
        self._count = (self._count + 1) % 36**4
        slow, fast = divmod(int(self._wall() * 1000), 1296)
        if slow != self._slow:
            self._slow, self._head = slow, self._prefix + _base36(slow)
        high, low = divmod(self._count, 1296)
        return f"{self._head}{_PAIRS[fast]}{_PAIRS[high]}{_PAIRS[low]}"


def _base36(number: int) -> str:
    text = ""
    while number:
        number, pair = divmod(number, 1296)
        text = _PAIRS[pair] + text
    return text
