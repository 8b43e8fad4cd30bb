"""Did a second fault strike while a market stream was being recovered? And what recovery must not do."""

from math import inf

from fakes.ledger import FaultFired, LevelChanged
from scenarios.checks.book import books_served
from scenarios.checks.recovery import demand_second_strike
from scenarios.run import Run
from scenarios.verdict import Inconclusive

ON_ITS_WAY_S = 1.0
"""What was sent before a fault may still be told for so long after it."""


def demand_strike_on_a_lost_book(run: Run, first: str, second: str, *, symbol: str = "BTCUSDT") -> None:
    """Raise Inconclusive unless `second` struck between the first strike of `first` and the book's return.

    The book has returned when it is served with what happened to it after the first strike. One that never
    returned, of a subject that never asked for anything that `second` could strike, has not been spared.
    """
    struck_s = next((e.at_s for e in run.ledger.of(FaultFired) if e.fact.fault == first), None)
    if struck_s is None:
        raise Inconclusive(f"the fault {first} never struck")
    demand_second_strike(run, first, second, recovered_s=_returned_s(run, symbol, struck_s + ON_ITS_WAY_S))


def _returned_s(run: Run, symbol: str, since_s: float) -> float:
    """When the book was first served with news from after `since_s`; infinite = never."""
    moves = (e for e in run.ledger.of(LevelChanged) if e.fact.symbol == symbol and e.at_s <= since_s)
    known = max((entry.fact.sequence for entry in moves), default=0)
    back = (
        served.at_s
        for served in books_served(run, symbol)
        if served.at_s > since_s and served.sequence is not None and served.sequence > known
    )
    return min(back, default=inf)
