"""Positions from snapshots and account events that may come late or twice. Sans-I/O.

Like ``exchanges.balances``: what is told is absolute, and replaced only by what is not older.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from exchanges.models import Position


class PositionSheet:
    """By symbol. ``is_current`` is false until the first snapshot and from ``doubt`` until the next one."""

    def __init__(self) -> None:
        self._positions: dict[str, Position] = {}
        self._as_of_ms: dict[str, int] = {}
        self._doubts = 1
        self._settled = 0
        self._snapshot_ms = 0
        self.told_ms = 0
        """The newest time of which anything is known here."""

    @property
    def is_current(self) -> bool:
        return self._settled == self._doubts

    def doubt(self) -> None:
        """Events may have been missed: a new snapshot is needed."""
        self._doubts += 1

    def begin_anew(self) -> None:
        """The venue's times before and after cannot be compared."""
        self._as_of_ms.clear()
        self._snapshot_ms = self.told_ms = 0
        self.doubt()

    def mark(self) -> int:
        """To be taken when a snapshot is requested: what is doubted meanwhile it does not settle."""
        return self._doubts

    def apply_snapshot(self, positions: Iterable[Position], as_of_ms: int, mark: int) -> tuple[Position, ...]:
        """All positions as of ``as_of_ms``; what it does not list is flat. Returns those that changed."""
        listed = {position.symbol: position for position in positions}
        flat = [
            Position(symbol=symbol, quantity=position.quantity * 0)
            for symbol, position in self._positions.items()
            if symbol not in listed
        ]
        self._snapshot_ms = max(self._snapshot_ms, as_of_ms)
        self._settled = max(self._settled, mark)
        return self._replace((*listed.values(), *flat), as_of_ms)

    def apply_changes(self, positions: Iterable[Position], as_of_ms: int) -> tuple[Position, ...]:
        """Those that an event says have changed; returns those that really did."""
        if as_of_ms < self._snapshot_ms:
            return ()  # older than the whole picture
        return self._replace(positions, as_of_ms)

    def all(self) -> Mapping[str, Position]:
        """A copy, without what is flat."""
        return dict(self._positions)

    def _replace(self, positions: Iterable[Position], as_of_ms: int) -> tuple[Position, ...]:
        changed = []
        self.told_ms = max(self.told_ms, as_of_ms)
        for position in positions:
            symbol = position.symbol
            if as_of_ms < self._as_of_ms.get(symbol, 0):
                continue
            self._as_of_ms[symbol] = as_of_ms
            before = self._positions.get(symbol)
            if position.quantity:
                self._positions[symbol] = position
            else:
                self._positions.pop(symbol, None)
            if (before.quantity if before is not None else 0) != position.quantity:
                changed.append(position)
        return tuple(changed)
