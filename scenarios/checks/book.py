"""Is the book that the subject serves the venue's book?

The truth is the ledger: every change of a level with its sequence number. A served book is *right* if its
best levels are the venue's at the sequence it stands for, and *fresh* if the venue had not moved on from
that sequence for longer than allowed. A book without a sequence is right if it was the venue's not long ago
(scenarios/checks/book_states.py), which is a little less sharp: a book that only claims to be newer than it
is cannot be told from one that is late. Levels are compared on the instrument's grid, to the nearest tick
and lot: whether the digits are exact is another item's question.
"""

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf

from fakes.instruments import Instrument
from fakes.ledger import LevelChanged
from fakes.truth import Book, books
from scenarios.checks.book_states import ALLOWED_LATENESS_S, LEVELS, Best, BookStates, on_grid
from scenarios.history import BookSampled
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import BookSeen


@dataclass(frozen=True, slots=True)
class Served:
    """A book that was in the user's hands at a moment.

    `sequence` is what it stands for, by its own word or by its content; None = the venue never had it.
    """

    at_s: float
    book: BookSeen
    sequence: int | None


def book_is_never_wrong(run: Run, *, from_s: float = 0.0, symbol: str = "BTCUSDT") -> Verdict:
    """Every book served as good from `from_s` on equals the venue's at the sequence it claims.

    One that claims none equals the venue's at some moment of the last `ALLOWED_LATENESS_S`.

    Premise: books were served, and the venue's book moved between the first and the last of them.
    """
    served = [sample for sample in books_served(run, symbol) if sample.at_s >= from_s]
    if len(served) < 2:
        raise Inconclusive(f"{symbol}: no book was ever served")
    instrument = run.ledger.instruments[symbol]
    if (strange := _never_the_venues(run, symbol, served)) is not None:
        return failed(strange)
    for sample, truth in beside_truth(run, symbol, served):
        if truth is None:
            return failed(f"at {sample.at_s:.3f} s it served sequence {sample.sequence}, which never was")
        if (wrong := difference(sample.book, truth, instrument)) is not None:
            return failed(
                f"at {sample.at_s:.3f} s the book served as sequence {sample.sequence} is wrong: {wrong}"
            )
    if served[0].sequence == served[-1].sequence:
        raise Inconclusive(f"{symbol}: the venue's book never moved while it was served")
    return passed(f"{len(served)} books served, each equal to the venue's")


def book_is_fresh_by(
    run: Run, *, from_s: float, to_s: float, lag_s: float, symbol: str = "BTCUSDT"
) -> Verdict:
    """At some sample in [from_s, to_s] the served book is at most `lag_s` behind the venue."""
    ages = [age for at_s, age in book_ages(run, symbol) if from_s <= at_s <= to_s and age is not None]
    if any(age <= lag_s for age in ages):
        return passed(f"a fresh book was served between {from_s:g} s and {to_s:g} s")
    best = f"; the freshest was {min(ages):.1f} s old" if ages else "; none was served"
    return failed(f"no book at most {lag_s:g} s old was served between {from_s:g} s and {to_s:g} s{best}")


def book_is_never_old(run: Run, *, seconds: float, symbol: str = "BTCUSDT") -> Verdict:
    """No book is served from which the venue has moved on more than `seconds` ago. Premise: some were."""
    ages = [(age, at_s) for at_s, age in book_ages(run, symbol) if age is not None]
    if not ages:
        raise Inconclusive(f"{symbol}: no book was ever served")
    age, at_s = max(ages)
    if age > seconds:
        return failed(f"at {at_s:.1f} s the book served was {age:.1f} s old, {seconds:g} s are allowed")
    return passed(f"no served book was out of date for more than {age:.1f} s")


def stale_book_is_withdrawn(
    run: Run, *, from_s: float, to_s: float, after_s: float, symbol: str = "BTCUSDT"
) -> Verdict:
    """In [from_s, to_s], while no news can arrive, no book is served that is out of date for long.

    Out of date is a book from which the venue has moved on more than `after_s` ago. Premise: a book was
    served until `from_s`, and the venue moved on early enough for it to get that old.
    """
    ages = [(age, at_s) for at_s, age in book_ages(run, symbol) if age is not None]
    if not any(from_s - 10.0 <= at_s <= from_s for _, at_s in ages):
        raise Inconclusive(f"{symbol}: no book was served before {from_s:g} s")
    moves = (e.at_s for e in run.ledger.of(LevelChanged) if e.fact.symbol == symbol)
    if not any(from_s <= at_s < to_s - after_s for at_s in moves):
        raise Inconclusive(f"{symbol}: the venue's book did not move after {from_s:g} s")
    age, at_s = max(((age, at_s) for age, at_s in ages if from_s <= at_s <= to_s), default=(0.0, from_s))
    if age > after_s:
        return failed(f"at {at_s:.1f} s it still served a book that had been out of date for {age:.1f} s")
    return passed(f"no served book was out of date for more than {age:.1f} s")


def books_served(run: Run, symbol: str) -> Iterator[Served]:
    """Books told by the stream and books read by sampling, in order, and what each stands for."""
    states = BookStates(run, symbol)
    for at_s, book in books_in_hand(run, symbol):
        yield Served(at_s, book, states.sequence_of(book, at_s))


def books_in_hand(run: Run, symbol: str) -> Iterator[tuple[float, BookSeen]]:
    """(at_s, book): the same, without asking what they stand for."""
    told = ((at_s, seen) for at_s, seen in run.history.told(BookSeen) if seen.symbol == symbol)
    sampled = (
        (entry.at_s, entry.event.book)
        for entry in run.history.of(BookSampled)
        if entry.event.symbol == symbol and entry.event.book is not None
    )
    yield from heapq.merge(told, sampled, key=lambda served: served[0])


def book_ages(run: Run, symbol: str) -> Iterator[tuple[float, float | None]]:
    """(at_s, how long ago the venue had moved on from the sampled book; None = no book was served).

    Endless is the age of a book without a sequence that the venue never had.
    """
    states = BookStates(run, symbol)
    moved_at = [entry.at_s for entry in run.ledger.of(LevelChanged) if entry.fact.symbol == symbol]
    first = next((e.fact.sequence for e in run.ledger.of(LevelChanged) if e.fact.symbol == symbol), 0)
    for entry in run.history.of(BookSampled):
        if entry.event.symbol != symbol:
            continue
        if entry.event.book is None:
            yield entry.at_s, None
            continue
        sequence = states.sequence_of(entry.event.book, entry.at_s)
        if sequence is None:
            yield entry.at_s, inf
            continue
        following = sequence + 1 - first
        left = moved_at[following] if 0 <= following < len(moved_at) else entry.at_s
        yield entry.at_s, max(0.0, entry.at_s - left)


def _never_the_venues(run: Run, symbol: str, served: Sequence[Served]) -> str | None:
    """What is wrong with the first book without a sequence that was not the venue's of late."""
    states = BookStates(run, symbol)
    for sample in served:
        if sample.book.sequence is not None:
            continue
        from_s = sample.at_s - ALLOWED_LATENESS_S
        if sample.sequence is None:
            return f"at {sample.at_s:.3f} s it served a book that the venue never had"
        if not states.was_current(sample.sequence, from_s=from_s, to_s=sample.at_s):
            return (
                f"at {sample.at_s:.3f} s it served a book that the venue last had at sequence "
                f"{sample.sequence}, more than {ALLOWED_LATENESS_S:g} s before"
            )
    return None


def beside_truth(run: Run, symbol: str, served: Sequence[Served]) -> Iterator[tuple[Served, Best | None]]:
    """Each served book with the venue's best levels at its sequence (None = no such sequence)."""
    history = books(run.ledger, symbol)
    book, truth = Book(symbol), None
    for sample in sorted(served, key=lambda sample: sample.sequence or 0):
        sequence = sample.sequence or 0
        if truth is None or book.sequence < sequence:
            while book.sequence < sequence and (following := next(history, None)) is not None:
                book = following[1]
            truth = (
                tuple(heapq.nlargest(LEVELS, book.bids.items())),
                tuple(heapq.nsmallest(LEVELS, book.asks.items())),
            )
        yield sample, truth if book.sequence == sequence else None


def difference(book: BookSeen, truth: Best, instrument: Instrument) -> str | None:
    for side, seen, true in (("bid", book.bids, truth[0]), ("ask", book.asks, truth[1])):
        if len(seen) > len(true) < LEVELS or (true and not seen):
            return f"{len(seen)} {side}s, the venue has {len(true)}"
        for place, (level, its) in enumerate(zip(seen, true, strict=False)):
            if on_grid(level, instrument) != its:
                price, quantity = instrument.price(its[0]), instrument.quantity(its[1])
                return f"{side} {place} is {level[1]} at {level[0]}, the venue's is {quantity} at {price}"
    return None
