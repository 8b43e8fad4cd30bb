"""An order book that comes whole by the stream, and whose messages each name the one before.

For venues that number messages in a chain: one that does not name the last that was applied shows that
something is missing, and then only a new snapshot helps. Numbers need not grow: a venue that begins to count
anew says so in the chain itself.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Any

from exchanges.orderbook import OrderBook, Outcome, Row

_REMEMBERED = 64
"""So many messages are recognised when they come once more."""


class ChainedBook(OrderBook):
    """Quantities are absolute, 0 deletes. ``depth``: levels that the venue tells of on each side."""

    def __init__(self, symbol: str, *, depth: int, **settings: Any) -> None:
        super().__init__(symbol, **settings)
        self._depth = depth
        self._applied: deque[tuple[int, int]] = deque(maxlen=_REMEMBERED)

    def start(self, number: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0) -> Outcome:
        """Begin with a snapshot."""
        self._applied.clear()
        outcome = self.apply_snapshot(number, bids, asks)
        self.time_ms = time_ms
        return outcome

    def update(
        self, previous: int, number: int, bids: Sequence[Row], asks: Sequence[Row], time_ms: int = 0
    ) -> Outcome:
        """Apply the message ``number``, which follows ``previous``.

        IGNORED: the book is not valid, and nothing but a snapshot helps; or the message was applied before.
        """
        if not self.valid:
            return Outcome.IGNORED
        if previous != self.sequence:
            known = (previous, number) in self._applied
            return Outcome.IGNORED if known else self._fail(Outcome.GAP)
        self._applied.append((previous, number))
        outcome = self._put(number, bids, asks, time_ms)
        if outcome is Outcome.APPLIED:
            # What has left the venue's range is told again when it comes back.
            self._bids.cut(self._depth)
            self._asks.cut(self._depth)
        return outcome
