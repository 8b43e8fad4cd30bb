"""How much of the time was the book that a strategy read the venue's, and how long was it out of date?

A book is *right* if its best levels are the venue's at the sequence that it stands for; one without a
sequence, if the venue had it at some moment of the last `ALLOWED_LATENESS_S` (scenarios/checks/book.py).
It is *fresh* if it is right and the venue moved on from it not longer than `FRESH_S` ago. What was read at
one moment is taken to hold until the next one. Time counts from the first fresh book on, so that starting
costs nothing, until the last reading.
"""

from collections.abc import Iterator
from enum import Enum
from itertools import pairwise

from fakes.ledger import LevelChanged
from scenarios.checks.book import Served, beside_truth, difference
from scenarios.checks.book_states import ALLOWED_LATENESS_S, BookStates
from scenarios.history import BookSampled, Told
from scenarios.measures.records import Records
from scenarios.measures.spans import Span
from subjects.seen import BookSeen

FRESH_S = 1.0
"""More than a message needs, and than any venue lets pass between two updates of a book that moves."""


class Reading(Enum):
    """What a strategy had in its hands at a moment."""

    NONE = "none"
    WRONG = "wrong"
    OLD = "old"
    FRESH = "fresh"


def book_truth(records: Records) -> Iterator[tuple[str, float]]:
    """Shares of time over all books that were read: right while served, and fresh."""
    served_s = right_s = fresh_s = all_s = 0.0
    for symbol in records.sampled_symbols:
        read = [(at_s, reading) for at_s, reading, sampled in readings(records, symbol) if sampled]
        for (at_s, reading), (next_s, _) in pairwise(read):
            lasted_s = next_s - at_s
            all_s += lasted_s
            served_s += lasted_s if reading is not Reading.NONE else 0.0
            right_s += lasted_s if reading in (Reading.OLD, Reading.FRESH) else 0.0
            fresh_s += lasted_s if reading is Reading.FRESH else 0.0
    if served_s:
        yield "book_true_share", right_s / served_s
    if all_s:
        yield "book_fresh_share", fresh_s / all_s


def stale_spans(records: Records) -> list[Span]:
    """When some book was wrong, withdrawn or old, for each book by itself."""
    spans = []
    for symbol in records.sampled_symbols:
        begun_s: float | None = None
        at_s = 0.0
        for at_s, reading, _ in readings(records, symbol):
            if reading is Reading.FRESH and begun_s is not None:
                spans.append(Span(begun_s, at_s))
                begun_s = None
            elif reading is not Reading.FRESH and begun_s is None:
                begun_s = at_s
        if begun_s is not None:
            spans.append(Span(begun_s, at_s, mended=False))
    return spans


def readings(records: Records, symbol: str) -> list[tuple[float, Reading, bool]]:
    """(at_s, what it was, whether it was read and not told) from the first fresh book on."""
    return records.once(
        f"readings of {symbol}", lambda: list(_from_the_first_fresh(_readings(records, symbol)))
    )


def _from_the_first_fresh(
    readings: list[tuple[float, Reading, bool]],
) -> Iterator[tuple[float, Reading, bool]]:
    begun = False
    for entry in readings:
        begun = begun or entry[1] is Reading.FRESH
        if begun:
            yield entry


def _readings(records: Records, symbol: str) -> list[tuple[float, Reading, bool]]:
    states = BookStates(records.run, symbol)
    found: list[tuple[float, Reading, bool]] = []
    served: list[tuple[Served, bool]] = []
    for sample in records.events(BookSampled):
        if sample.event.symbol == symbol and sample.event.book is None:
            found.append((sample.at_s, Reading.NONE, True))
        elif sample.event.symbol == symbol and (book := sample.event.book) is not None:
            served.append((Served(sample.at_s, book, states.sequence_of(book, sample.at_s)), True))
    for told in records.events(Told):
        book = told.event.seen if isinstance(told.event.seen, BookSeen) else None
        if book is not None and book.symbol == symbol:
            served.append((Served(told.at_s, book, states.sequence_of(book, told.at_s)), False))
    served.sort(key=lambda each: each[0].sequence or 0)
    found += _judged(records, symbol, states, served)
    found.sort(key=lambda reading: reading[0])
    return found


def _judged(
    records: Records, symbol: str, states: BookStates, served: list[tuple[Served, bool]]
) -> Iterator[tuple[float, Reading, bool]]:
    instrument = records.run.ledger.instruments[symbol]
    changes = [entry for entry in records.facts(LevelChanged) if entry.fact.symbol == symbol]
    first = changes[0].fact.sequence if changes else 0
    beside = beside_truth(records.run, symbol, [sample for sample, _ in served])
    for (sample, truth), (_, sampled) in zip(beside, served, strict=True):
        at_s, sequence = sample.at_s, sample.sequence
        reading = Reading.WRONG
        if sequence is not None and truth is not None and difference(sample.book, truth, instrument) is None:
            following = sequence + 1 - first
            left_s = changes[following].at_s if following < len(changes) else at_s
            late = sample.book.sequence is None and not states.was_current(
                sequence, from_s=at_s - ALLOWED_LATENESS_S, to_s=at_s
            )
            if not late:
                reading = Reading.FRESH if at_s - left_s <= FRESH_S else Reading.OLD
        yield at_s, reading, sampled
