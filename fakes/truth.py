"""The book as it really was, rebuilt from the ledger: what a judge compares a connector's book with."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from fakes.instruments import Side
from fakes.ledger import Ledger, LevelChanged
from fakes.matching import Depth


@dataclass(slots=True)
class Book:
    """Levels after `sequence` changes: ticks to lots on each side."""

    symbol: str
    sequence: int = 0
    bids: dict[int, int] = field(default_factory=dict)
    asks: dict[int, int] = field(default_factory=dict)

    def apply(self, fact: LevelChanged) -> None:
        """Raises ValueError if the change is not the next one: a ledger with a hole proves nothing."""
        if fact.sequence != self.sequence + 1:
            raise ValueError(f"{self.symbol}: change {fact.sequence} after {self.sequence}")
        self.sequence = fact.sequence
        side = self.bids if fact.side is Side.BUY else self.asks
        if fact.lots:
            side[fact.ticks] = fact.lots
        else:
            del side[fact.ticks]

    @property
    def best_bid(self) -> int | None:
        """In ticks."""
        return max(self.bids, default=None)

    @property
    def best_ask(self) -> int | None:
        """In ticks."""
        return min(self.asks, default=None)

    def depth(self, limit: int | None = None) -> Depth:
        bids = sorted(self.bids.items(), reverse=True)[:limit]
        asks = sorted(self.asks.items())[:limit]
        return Depth(self.sequence, bids, asks)

    def copy(self) -> "Book":
        return Book(self.symbol, self.sequence, self.bids.copy(), self.asks.copy())


def books(ledger: Ledger, symbol: str) -> Iterator[tuple[float, Book]]:
    """(stage time in s, the book) after every change, oldest first.

    The book is one object that changes as the iteration goes on: copy what must stay.
    """
    book = Book(symbol)
    for entry in ledger.of(LevelChanged):
        if entry.fact.symbol == symbol:
            book.apply(entry.fact)
            yield entry.at_s, book


def book_at(ledger: Ledger, symbol: str, sequence: int) -> Book:
    """The book right after change number `sequence` (0 = empty). Raises LookupError if it never came."""
    if sequence == 0:
        return Book(symbol)
    for _, book in books(ledger, symbol):
        if book.sequence == sequence:
            return book
    raise LookupError(f"{symbol} never reached change {sequence}")


class BookHistory:
    """Many questions about one symbol's past: keeps a copy of the book every `spacing` changes."""

    def __init__(self, ledger: Ledger, symbol: str, spacing: int = 256) -> None:
        self._spacing = spacing
        self._changes = [entry for entry in ledger.of(LevelChanged) if entry.fact.symbol == symbol]
        book = Book(symbol)
        self._kept = [book.copy()]
        for entry in self._changes:
            book.apply(entry.fact)
            if book.sequence % spacing == 0:
                self._kept.append(book.copy())

    def __len__(self) -> int:
        """How many changes there were: the last sequence."""
        return len(self._changes)

    def at(self, sequence: int) -> Book:
        """The book right after that change. Raises LookupError outside 0..len."""
        if not 0 <= sequence <= len(self._changes):
            raise LookupError(f"no change {sequence} among {len(self._changes)}")
        book = self._kept[sequence // self._spacing].copy()
        for entry in self._changes[book.sequence : sequence]:
            book.apply(entry.fact)
        return book

    def changed_at_s(self, sequence: int) -> float:
        """Stage time of change number `sequence` (from 1)."""
        return self._changes[sequence - 1].at_s
