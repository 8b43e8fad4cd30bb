"""Books through odd feeds: are they there without a break, and do they keep to what cannot be otherwise?"""

from fakes.ledger import LevelChanged, Published, RequestReceived, SessionOpened, Subscribed
from fakes.operations import Operation, Role, StreamKind
from fakes.truth import books
from scenarios.checks.book import books_served
from scenarios.history import BookSampled
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed


def book_is_there_throughout(
    run: Run, *, from_s: float, to_s: float, but: int = 0, symbol: str = "BTCUSDT"
) -> Verdict:
    """Of the samples in [from_s, to_s] all but `but` have a book. Premise: one was served before."""
    sampled = [e for e in run.history.of(BookSampled) if e.event.symbol == symbol]
    if not any(e.event.book is not None for e in sampled if e.at_s < from_s):
        raise Inconclusive(f"{symbol}: no book was served before {from_s:g} s")
    looked = [e for e in sampled if from_s <= e.at_s <= to_s]
    none = [e.at_s for e in looked if e.event.book is None]
    if len(none) > but:
        return failed(
            f"{symbol}: between {from_s:g} s and {to_s:g} s no book was served {len(none)} of {len(looked)} "
            f"times, first at {none[0]:.1f} s"
        )
    return passed(f"{symbol}: a book {len(looked) - len(none)} of {len(looked)} times")


def snapshots_are_few(
    run: Run, *, from_s: float, to_s: float, most: int, usual_until_s: float = 0.0
) -> Verdict:
    """At most so many snapshots are asked for in [from_s, to_s]. Premise: one was, at any time.

    Where none is asked for by request, to subscribe is to ask for one.

    Who asks for them all the time may go on as often as until `usual_until_s`, when nothing was odd yet.
    """
    asked = [e.at_s for e in run.ledger.of(RequestReceived) if e.fact.operation == Operation.DEPTH]
    if not asked:
        sent = (e.fact for e in run.ledger.of(Published))
        of_books = dict.fromkeys(fact.stream for fact in sent if fact.kind == StreamKind.DEPTH)
        asked = [e.at_s for e in run.ledger.of(Subscribed) if e.fact.stream in of_books]
    if not asked:
        raise Inconclusive("no snapshot was ever asked for")
    count = sum(1 for at_s in asked if from_s <= at_s <= to_s)
    if usual_until_s > 0.0:
        # Who was seen asking n times asks up to n + 1 times in as long a stretch that begins elsewhere.
        usual = (sum(1 for at_s in asked if at_s < usual_until_s) + 1) / usual_until_s
        most = max(most, int(usual * (to_s - from_s)))
    told = f"{count} snapshots were asked for between {from_s:g} s and {to_s:g} s, {most} are plenty"
    return failed(told) if count > most else passed(told)


def connections_are_kept(run: Run, *, from_s: float, to_s: float, most: int) -> Verdict:
    """At most so many market connections are opened in [from_s, to_s]. Premise: one was before."""
    opened = [e.at_s for e in run.ledger.of(SessionOpened) if e.fact.role == Role.MARKET]
    if not any(at_s < from_s for at_s in opened):
        raise Inconclusive(f"no market connection was opened before {from_s:g} s")
    count = sum(1 for at_s in opened if from_s <= at_s <= to_s)
    told = f"{count} market connections were opened between {from_s:g} s and {to_s:g} s, {most} are plenty"
    return failed(told) if count > most else passed(told)


def levels_flickered(run: Run, *, times: int, symbol: str = "BTCUSDT") -> Verdict:
    """Premise: so often a level came and went between two updates of the book. Raises Inconclusive."""
    born: dict[int, int] = {}
    updates = flickers = 0
    for entry in run.ledger.entries:
        fact = entry.fact
        if isinstance(fact, Published):
            updates += fact.kind == StreamKind.DEPTH and symbol.lower() in fact.stream.lower()
        elif isinstance(fact, LevelChanged) and fact.symbol == symbol:
            if fact.lots == 0:
                flickers += born.pop(fact.ticks, -1) == updates
            else:
                born.setdefault(fact.ticks, updates)
    if flickers < times:
        raise Inconclusive(f"{symbol}: {flickers} levels flickered, {times} are needed")
    return passed(f"{flickers} levels came and went between two updates")


def no_crossed_book_is_served(run: Run, *, symbol: str = "BTCUSDT") -> Verdict:
    """In no served book is the best bid at or above the best ask. Premise: the venue's price moved so far.

    That far means: some bid of the venue's reached what had been its best ask when the first book was served.
    """
    served = list(books_served(run, symbol))
    if not served:
        raise Inconclusive(f"{symbol}: no book was ever served")
    if not _price_passed(run, symbol, served[0].at_s):
        raise Inconclusive(f"{symbol}: no bid of the venue's ever reached an earlier ask")
    for sample in served:
        book = sample.book
        if book.bids and book.asks and book.bids[0][0] >= book.asks[0][0]:
            return failed(
                f"at {sample.at_s:.3f} s a book was served in which somebody bids {book.bids[0][0]} "
                f"and somebody asks {book.asks[0][0]}"
            )
    return passed(f"{len(served)} books served, none of them crossed")


def _price_passed(run: Run, symbol: str, from_s: float) -> bool:
    first_ask = None
    for at_s, book in books(run.ledger, symbol):
        if at_s <= from_s:
            first_ask = book.best_ask
        elif first_ask is not None and book.best_bid is not None and book.best_bid >= first_ask:
            return True
    return False
