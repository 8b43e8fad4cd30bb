"""What changed in a book since the last update was sent, as one update.

BIN-35: the next update begins where the last one ended, whatever its speed. BIN-36: quantities are
absolute, and zero removes a level.
"""

from dataclasses import dataclass, field

import msgspec

from fakes.instruments import BUY
from fakes.ledger import LevelChanged


class DepthUpdate(msgspec.Struct, frozen=True):
    """Levels as (ticks, lots), in the order in which they first changed."""

    first: int
    last: int
    bids: tuple[tuple[int, int], ...]
    asks: tuple[tuple[int, int], ...]


@dataclass(slots=True)
class DepthUpdates:
    """Collects from `sequence` on, exclusive: the book's number when the first client subscribed."""

    sequence: int
    _last: int = field(init=False)
    _bids: dict[int, int] = field(default_factory=dict)
    _asks: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._last = self.sequence

    def add(self, change: LevelChanged) -> None:
        levels = self._bids if change.side is BUY else self._asks
        levels[change.ticks] = change.lots
        self._last = change.sequence

    def take(self) -> DepthUpdate | None:
        """All changes so far, which are then forgotten; None if there were none."""
        if self._last == self.sequence:
            return None
        update = DepthUpdate(
            self.sequence + 1, self._last, tuple(self._bids.items()), tuple(self._asks.items())
        )
        self.sequence = self._last
        self._bids.clear()
        self._asks.clear()
        return update
