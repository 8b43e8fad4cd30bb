"""Do prices and quantities arrive with the digits that the venue wrote?"""

from decimal import Decimal

from fakes.ledger import Traded
from scenarios.checks.book import books_served
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import TradeSeen


def trades_are_exact(run: Run, *, symbol: str = "BTCUSDT") -> Verdict:
    """Each trade's price and quantity is the venue's number. Premise: ten trades were told at least."""
    instrument = run.ledger.instruments[symbol]
    true = {e.fact.trade_id: e.fact for e in run.ledger.of(Traded) if e.fact.symbol == symbol}
    judged = 0
    for at_s, seen in run.history.told(TradeSeen):
        if seen.symbol != symbol or seen.trade_id not in true:
            continue
        judged += 1
        fact = true[seen.trade_id]
        price, quantity = instrument.price(fact.ticks), instrument.quantity(fact.lots)
        if (seen.price, seen.quantity) != (price, quantity):
            return failed(
                f"at {at_s:.3f} s trade {seen.trade_id} was told as {seen.quantity} at {seen.price}, "
                f"it was {quantity} at {price}"
            )
    if judged < 10:
        raise Inconclusive(f"{symbol}: {judged} trades were told")
    return passed(f"{judged} trades, each exact")


def book_levels_are_exact(run: Run, *, symbol: str = "BTCUSDT") -> Verdict:
    """Each level served lies on the instrument's grid to the last digit. Premise: ten books were served.

    That the level is the venue's at all is judged by `book_is_never_wrong`.
    """
    instrument = run.ledger.instruments[symbol]
    judged = 0
    for served in books_served(run, symbol):
        judged += 1
        for price, quantity in (*served.book.bids, *served.book.asks):
            if not _is_multiple(price, instrument.tick) or not _is_multiple(quantity, instrument.step):
                return failed(
                    f"at {served.at_s:.3f} s a level was served as {quantity} at {price}, "
                    f"off the grid of {instrument.step} at {instrument.tick}"
                )
    if judged < 10:
        raise Inconclusive(f"{symbol}: {judged} books were served")
    return passed(f"{judged} books, each exact")


def _is_multiple(value: Decimal, unit: Decimal) -> bool:
    return value % unit == 0
