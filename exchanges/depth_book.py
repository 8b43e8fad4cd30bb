"""An order book that comes whole by the stream, and whose updates have no numbers of their own.

Some venues send the best levels only, and with each message the CRC-32 of what the book must be then:
nothing that it has not confirmed is served. Others send all levels and number what goes over the
connection: whoever counts there tells the book (``distrust``). There is no replay: after any trouble only a
new snapshot helps. The numbers (``sequence``) are ours: how many messages have been applied.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from zlib import crc32

from exchanges.orderbook import OrderBook, Outcome, Row


class DepthBook(OrderBook):
    """``depth``: levels kept on each side, ``None`` for all; ``checked``: how many the checksum covers.

    The checksum is over text: price and quantity with exactly ``price_decimals`` and ``quantity_decimals``
    digits after the point, then without point and leading zeros; asks first, the best first.
    """

    def __init__(
        self,
        symbol: str,
        *,
        depth: int | None,
        price_decimals: int,
        quantity_decimals: int,
        checked: int = 10,
    ) -> None:
        super().__init__(symbol, decimals=price_decimals)
        self._depth = depth
        self._quantity_decimals = quantity_decimals
        self._checked = checked

    def start(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        """Begin with a snapshot. ``checksum``: ``None`` where the venue sends none."""
        outcome = self.apply_snapshot(self.sequence + 1, bids, asks)
        self.time_ms = time_ms
        return self._proven(outcome, checksum)

    def update(
        self, bids: Sequence[Row], asks: Sequence[Row], checksum: int | None, time_ms: int = 0
    ) -> Outcome:
        """Apply the next message. IGNORED while the book is not valid: nothing but a snapshot helps."""
        if not self.valid:
            return Outcome.IGNORED
        number = self.sequence + 1
        return self._proven(self.apply(number, number, bids, asks, time_ms), checksum)

    def distrust(self) -> None:
        """A message was missed that may have been about this book."""
        self.invalidate()
        self.trouble = Outcome.GAP

    def checksum(self) -> int:
        """Of the book as it is now."""
        text: list[str] = []
        for side in (self._asks, self._bids):
            levels = side.levels
            for key in side.keys[: -self._checked - 1 : -1]:
                # The unit of a price is its last digit, so a key is the price without its point.
                text.append(str(abs(key)))
                text.append(_digits(levels[key], self._quantity_decimals))
        return crc32("".join(text).encode("ascii"))

    def _proven(self, outcome: Outcome, checksum: int | None) -> Outcome:
        if outcome is not Outcome.APPLIED:
            return outcome
        if self._depth is not None:
            self._bids.cut(self._depth)
            self._asks.cut(self._depth)
        try:
            fits = checksum is None or self._fits(checksum)
        except (ValueError, ArithmeticError):
            return self._fail(Outcome.MALFORMED)
        return Outcome.APPLIED if fits else self._fail(Outcome.CHECKSUM)

    def _fits(self, checksum: int) -> bool:
        """Is the book the one that the venue speaks of?"""
        return self.checksum() == checksum


def _digits(quantity: str, decimals: int) -> str:
    """A quantity with all its decimals, without point and leading zeros."""
    whole, _, fraction = quantity.partition(".")
    if len(fraction) <= decimals and quantity.isascii() and (whole + fraction).isdecimal():
        return (whole + fraction.ljust(decimals, "0")).lstrip("0")
    scaled = Decimal(quantity).scaleb(decimals)
    if scaled != int(scaled):
        raise ValueError(f"a quantity is finer than {decimals} decimals")
    return str(int(scaled))
