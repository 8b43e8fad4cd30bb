"""Client order ids of letters and digits: nothing else is taken here (OKX-40)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from exchanges.order_ids import OrderIds

_LONGEST_PREFIX = 8
"""Of the 32 characters that there are."""


class PlainOrderIds(OrderIds):
    """What else a prefix has is left out."""

    def __init__(self, prefix: str, rng: Random, wall: Callable[[], float]) -> None:
        plain = "".join(letter for letter in prefix if letter.isascii() and letter.isalnum())
        super().__init__(plain[:_LONGEST_PREFIX], rng, wall)
