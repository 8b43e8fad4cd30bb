"""Which of the venue's books is this? For connectors that do not say which number their book stands for.

A book without a sequence is known by its content: it stands for the last state of the venue's book, until
the moment at which it was served, with the same best levels. Each change makes a state, so what a correct
connector has put together out of updates is always one of them.
"""

import heapq
from bisect import bisect_right
from functools import cached_property

from fakes.instruments import Instrument
from fakes.truth import books
from scenarios.run import Run
from subjects.seen import BookSeen, Level

LEVELS = 10
"""How many levels a side are compared; what a subject shows beyond them is not judged."""
ALLOWED_LATENESS_S = 60.0
"""For so long after the venue has moved on from it a book may be served as good: what MD-040 allows a
connector to find out that its stream is silent. Whether it was late without need is asked beside this."""

Grid = tuple[int, int]
"""A level in ticks and lots."""
Best = tuple[tuple[Grid, ...], tuple[Grid, ...]]
"""Bids and asks, best first."""


class BookStates:
    """Every state that the venue's book of one symbol went through. Nothing is rebuilt before it is asked."""

    def __init__(self, run: Run, symbol: str) -> None:
        self._run = run
        self._symbol = symbol
        self._places: dict[tuple[int, int], dict[Best, list[int]]] = {}

    def sequence_of(self, book: BookSeen, at_s: float) -> int | None:
        """What the book served at `at_s` stands for; None = it equals no state until then.

        Its own word is taken for it: whether the book at that sequence is this one is for the check to say.
        """
        if book.sequence is not None:
            return book.sequence
        found = self._found(book)
        before = bisect_right(found, bisect_right(self._begun_s, at_s))
        return found[before - 1] if before else None

    def oldest_of(self, book: BookSeen, at_s: float) -> int | None:
        """The first that it may stand for: a book that stopped long ago equals later states by chance."""
        if book.sequence is not None:
            return book.sequence
        oldest = next(iter(self._found(book)), None)
        return oldest if oldest is not None and oldest <= bisect_right(self._begun_s, at_s) else None

    def was_current(self, sequence: int, *, from_s: float, to_s: float) -> bool:
        """Whether that state was the venue's at some moment of [from_s, to_s]."""
        begun_s, ended_s = self._begun_s[sequence - 1], self._ended_s(sequence)
        return begun_s <= to_s and (ended_s is None or ended_s >= from_s)

    def _found(self, book: BookSeen) -> list[int]:
        """Every state that it equals."""
        seen = best_of(book, self._run.ledger.instruments[self._symbol])
        shown = len(seen[0]), len(seen[1])
        if shown not in self._places:
            places = self._places[shown] = {}
            for sequence, (bids, asks) in enumerate(self._states, 1):
                if (bids and not shown[0]) or (asks and not shown[1]):
                    continue  # an empty side would equal whatever the venue has on it
                places.setdefault((bids[: shown[0]], asks[: shown[1]]), []).append(sequence)
        return self._places[shown].get(seen, [])

    def _ended_s(self, sequence: int) -> float | None:
        return self._begun_s[sequence] if sequence < len(self._begun_s) else None

    @cached_property
    def _begun_s(self) -> list[float]:
        return [at_s for at_s, _ in books(self._run.ledger, self._symbol)]

    @cached_property
    def _states(self) -> list[Best]:
        return [
            (
                tuple(heapq.nlargest(LEVELS, book.bids.items())),
                tuple(heapq.nsmallest(LEVELS, book.asks.items())),
            )
            for _, book in books(self._run.ledger, self._symbol)
        ]


def best_of(book: BookSeen, instrument: Instrument) -> Best:
    """The levels that are compared, to the nearest tick and lot."""
    return (
        tuple(on_grid(level, instrument) for level in book.bids[:LEVELS]),
        tuple(on_grid(level, instrument) for level in book.asks[:LEVELS]),
    )


def on_grid(level: Level, instrument: Instrument) -> Grid:
    """To the nearest tick and lot: whether the digits are exact is another item's question."""
    return round(level[0] / instrument.tick), round(level[1] / instrument.step)
