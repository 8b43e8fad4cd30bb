import pytest

from fakes.exchange import Exchange
from fakes.instruments import Instrument, Side
from fakes.ledger import Ledger, LevelChanged
from fakes.market import Counterparty
from fakes.matching import Depth
from fakes.truth import Book, BookHistory, book_at, books

SYMBOL = "BTCUSDT"


@pytest.fixture
def past() -> tuple[Ledger, list[Depth]]:
    """A ledger, and what the exchange itself showed after each change."""
    now = [0.0]
    ledger = Ledger(lambda: now[0])
    exchange = Exchange([Instrument(symbol=SYMBOL, base="BTC", quote="USDT")], ledger, lambda: 0)
    somebody = Counterparty(exchange)
    shown = [exchange.depth(SYMBOL)]
    for number in range(20):
        now[0] = float(number)
        side = Side.BUY if number % 2 else Side.SELL
        if number % 5 == 4:
            somebody.take(SYMBOL, side, 1)
        else:
            somebody.quote(SYMBOL, side, 100 - number if number % 2 else 101 + number, 1)
        shown.append(exchange.depth(SYMBOL))
    return ledger, shown


def test_the_book_at_a_number_is_what_the_venue_showed(past: tuple[Ledger, list[Depth]]) -> None:
    ledger, shown = past

    assert [book_at(ledger, SYMBOL, n).depth() for n in range(len(shown))] == shown


def test_history_answers_the_same_from_its_copies(past: tuple[Ledger, list[Depth]]) -> None:
    ledger, shown = past
    history = BookHistory(ledger, SYMBOL, spacing=3)

    assert [history.at(n).depth() for n in range(len(history) + 1)] == shown
    assert history.changed_at_s(7) == 6.0


def test_books_come_with_the_time_of_their_change(past: tuple[Ledger, list[Depth]]) -> None:
    ledger, _ = past

    assert [(at_s, book.sequence) for at_s, book in books(ledger, SYMBOL)][:2] == [(0.0, 1), (1.0, 2)]


def test_a_number_that_never_was_is_an_error(past: tuple[Ledger, list[Depth]]) -> None:
    ledger, shown = past

    with pytest.raises(LookupError):
        book_at(ledger, SYMBOL, len(shown))
    with pytest.raises(LookupError):
        BookHistory(ledger, SYMBOL).at(len(shown))


def test_a_ledger_with_a_hole_is_refused() -> None:
    book = Book(SYMBOL)

    with pytest.raises(ValueError, match="change 2 after 0"):
        book.apply(LevelChanged(symbol=SYMBOL, sequence=2, side=Side.BUY, ticks=1, lots=1))
