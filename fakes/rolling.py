"""Statistics of the trades of the last so many milliseconds, kept up to date trade by trade.

Highest and lowest come from monotonic queues, so a day's window costs no more per second than a
minute's.
"""

from collections import deque
from collections.abc import Iterable

from fakes.trades import Trade


class RollingWindow:
    """Trades with `now - length_ms < at_ms`. Prices in ticks, amounts in lots and atoms."""

    __slots__ = ("_highs", "_lows", "_trades", "before", "length_ms", "lots", "quote_atoms")

    def __init__(self, length_ms: int, history: Iterable[Trade] = ()) -> None:
        self.length_ms = length_ms
        self.lots = 0
        self.quote_atoms = 0
        self.before: Trade | None = None
        """The last trade that has left the window."""
        self._trades: deque[Trade] = deque()
        self._highs: deque[Trade] = deque()
        self._lows: deque[Trade] = deque()
        for trade in history:
            self.add(trade)

    def __len__(self) -> int:
        return len(self._trades)

    def add(self, trade: Trade) -> None:
        """Trades come in order of time."""
        self._trades.append(trade)
        self.lots += trade.lots
        self.quote_atoms += trade.quote_atoms
        while self._highs and self._highs[-1].ticks <= trade.ticks:
            self._highs.pop()
        self._highs.append(trade)
        while self._lows and self._lows[-1].ticks >= trade.ticks:
            self._lows.pop()
        self._lows.append(trade)

    def advance(self, now_ms: int) -> None:
        """Forget what has become too old."""
        oldest_ms = now_ms - self.length_ms
        while self._trades and self._trades[0].at_ms <= oldest_ms:
            gone = self._trades.popleft()
            self.lots -= gone.lots
            self.quote_atoms -= gone.quote_atoms
            self.before = gone
            if self._highs[0] is gone:
                self._highs.popleft()
            if self._lows[0] is gone:
                self._lows.popleft()

    @property
    def first(self) -> Trade | None:
        return self._trades[0] if self._trades else None

    @property
    def last(self) -> Trade | None:
        return self._trades[-1] if self._trades else None

    @property
    def high_ticks(self) -> int:
        return self._highs[0].ticks if self._highs else 0

    @property
    def low_ticks(self) -> int:
        return self._lows[0].ticks if self._lows else 0
