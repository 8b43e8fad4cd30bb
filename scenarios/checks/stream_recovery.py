"""Did a second fault strike while a market stream was being recovered? And what recovery must not do."""

from math import inf

from fakes.ledger import (
    FaultFired,
    LevelChanged,
    RequestAnswered,
    RequestReceived,
    SessionClosed,
    SessionOpened,
    SessionRefused,
    Subscribed,
)
from fakes.operations import Outcome
from scenarios.checks.book import books_served
from scenarios.checks.recovery import demand_second_strike
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed

ON_ITS_WAY_S = 1.0
"""What was sent before a fault may still be told for so long after it."""
FINDING_OUT = 10
"""Connections that may be tried against a venue that wants none: each stream may find out by itself."""


def demand_strikes(run: Run, fault: str, *, times: int = 1) -> None:
    """Raise Inconclusive unless the fault struck so often."""
    if run.fired(fault) < times:
        raise Inconclusive(f"the fault {fault} struck {run.fired(fault)} times, not {times}")


def demand_strike_on_a_lost_book(run: Run, first: str, second: str, *symbols: str) -> None:
    """Raise Inconclusive unless `second` struck between the first of `first` and the last book's return.

    A book has returned when it is served with what happened to it after the first strike. One that never
    returned, of a subject that never asked for anything that `second` could strike, has not been spared.
    """
    struck_s = next((e.at_s for e in run.ledger.of(FaultFired) if e.fact.fault == first), None)
    if struck_s is None:
        raise Inconclusive(f"the fault {first} never struck")
    since_s = struck_s + ON_ITS_WAY_S
    returned_s = max(_returned_s(run, symbol, since_s) for symbol in symbols or ("BTCUSDT",))
    demand_second_strike(run, first, second, recovered_s=returned_s)


def updates_could_wait(run: Run, *, from_s: float, to_s: float, symbol: str = "BTCUSDT") -> bool:
    """Whether a session was subscribed to the symbol at some moment of [from_s, to_s].

    Who opens none before he has the snapshot lets nothing wait for it: there is nothing to lose or to garble.
    """
    ended_s = {entry.fact.session: entry.at_s for entry in run.ledger.of(SessionClosed)}
    return any(
        entry.at_s <= to_s and ended_s.get(entry.fact.session, inf) >= from_s
        for entry in run.ledger.of(Subscribed)
        if symbol.lower() in entry.fact.stream.lower()
    )


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


def nothing_is_asked_until(run: Run, *, outcome: Outcome, wait_s: float) -> Verdict:
    """After the venue's first answer of this kind nothing is asked for `wait_s`, hardly a connection.

    Whether or not a user wants something: recovery asks by itself. Premise: there was such an answer.
    """
    told = [e.at_s for e in run.ledger.of(RequestAnswered) if e.fact.outcome == outcome]
    told += [e.at_s for e in run.ledger.of(SessionRefused) if e.fact.outcome == outcome]
    if not told:
        raise Inconclusive(f"nothing was answered with {outcome}")
    start_s, end_s = min(told) + ON_ITS_WAY_S, min(told) + wait_s
    sent = [e for e in run.ledger.of(RequestReceived) if start_s < e.at_s < end_s]
    if sent:
        return failed(
            f"{len(sent)} requests were sent in the {wait_s:g} s after the refusal ({outcome}) "
            f"at {min(told):.1f} s, first {sent[0].fact.operation} at {sent[0].at_s:.1f} s"
        )
    knocks = sum(1 for e in run.ledger.of(SessionRefused) if start_s < e.at_s < end_s)
    if knocks > FINDING_OUT:
        return failed(f"{knocks} connections were tried in the {wait_s:g} s after the refusal ({outcome})")
    return passed(f"nothing was asked in the {wait_s:g} s after the refusal ({outcome}) at {min(told):.1f} s")


def connections_are_left_alone(run: Run, *, cut_s: float, from_s: float, to_s: float, most: int) -> Verdict:
    """From `from_s` to `to_s` new connections are made no more often than that.

    Premise: one was made again after the cut, so there is something that recovers.
    """
    knocks = [
        entry.at_s
        for entry in run.ledger.entries
        if isinstance(entry.fact, SessionOpened | SessionRefused) and cut_s <= entry.at_s <= to_s
    ]
    if not knocks:
        raise Inconclusive(f"no connection was made again after {cut_s:g} s")
    made = sum(1 for at_s in knocks if at_s >= from_s)
    told = f"{made} connections were made between {from_s:g} s and {to_s:g} s"
    return passed(told) if made <= most else failed(f"{told}, at most {most} had a reason")


def book_never_goes_back(run: Run, *, symbol: str = "BTCUSDT") -> Verdict:
    """No book is served that is older than one served before. Premise: the book moved while it was served."""
    newest, newest_s = 0, 0.0
    first: int | None = None
    for served in books_served(run, symbol):
        if served.sequence is None:
            return failed(f"at {served.at_s:.3f} s it served a book that the venue never had")
        first = served.sequence if first is None else first
        if served.sequence < newest:
            return failed(
                f"at {served.at_s:.3f} s it served sequence {served.sequence}, "
                f"after {newest} had been served at {newest_s:.3f} s"
            )
        if served.sequence > newest:
            newest, newest_s = served.sequence, served.at_s
    if first is None or first == newest:
        raise Inconclusive(f"{symbol}: the book never moved while it was served")
    return passed(f"no book was older than one before it, up to sequence {newest}")
