"""Aggregate trades: what one taker order matched at one price, in one piece.

Source: web-socket-streams.md, "Aggregate Trade Streams". REST and the stream number them alike.
"""

from collections.abc import Iterable, Iterator, Sequence

from fakes.trades import Trade

Aggregate = tuple[int, Sequence[Trade]]
"""Its number and its trades, oldest first."""


def aggregates(trades: Iterable[Trade], first_number: int = 1) -> Iterator[Aggregate]:
    """`trades` in order and whole: no aggregate may straddle the beginning."""
    number, group = first_number, list[Trade]()
    for trade in trades:
        if group and not _alike(group[-1], trade):
            yield number, group
            number, group = number + 1, []
        group.append(trade)
    if group:
        yield number, group


class Aggregates:
    """Numbers those to come after the ones in `history`."""

    __slots__ = ("_next_number",)

    def __init__(self, history: Sequence[Trade]) -> None:
        self._next_number = sum(1 for _ in aggregates(history)) + 1

    def add(self, trades: Sequence[Trade]) -> list[Aggregate]:
        """The trades of one whole operation."""
        new = list(aggregates(trades, self._next_number))
        self._next_number += len(new)
        return new


def _alike(one: Trade, other: Trade) -> bool:
    return one.fact.taker_order_id == other.fact.taker_order_id and one.ticks == other.ticks
