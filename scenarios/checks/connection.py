"""Does a stream that was lost come back, in time, once, and without a storm?

That a book is back is judged by what the user got: a book with a state that the venue reached only after
the moment in question, and was never in before. How it was done is judged by the sessions and subscriptions
in the ledger.
"""

from collections.abc import Iterator
from itertools import pairwise

from fakes.ledger import (
    FaultFired,
    LevelChanged,
    Published,
    SessionClosed,
    SessionOpened,
    SessionRefused,
    Subscribed,
)
from fakes.operations import Outcome, Role
from scenarios.checks.book import books_in_hand
from scenarios.checks.book_states import BookStates
from scenarios.history import Noted
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed


def a_fault_struck(run: Run, fault: str) -> Verdict:
    """A premise alone: without it there is nothing to judge."""
    return passed(f"{fault} struck at {_fired_s(run, fault):.1f} s")


PAUSED = "the user paused"
"""Noted as (from, to), in stage seconds."""


def a_pause_costs_no_connection(run: Run, *, until_s: float) -> Verdict:
    """From the beginning of the user's pause until the end of the watch no market session ends.

    Premise: the user paused, the venue went on sending meanwhile, and a session was open.
    """
    pause = next((e.event.value for e in run.history.of(Noted) if e.event.name == PAUSED), None)
    if pause is None:
        raise Inconclusive("the user never paused")
    from_s, to_s = pause
    market = {e.fact.session: e.at_s for e in run.ledger.of(SessionOpened) if e.fact.role == Role.MARKET}
    sent = [e for e in run.ledger.of(Published) if e.fact.session in market and from_s < e.at_s < to_s]
    if len(sent) < 5:
        raise Inconclusive(f"{len(sent)} messages were sent during the pause")
    for entry in run.ledger.of(SessionClosed):
        if entry.fact.session in market and from_s < entry.at_s < until_s:
            by = "the venue" if entry.fact.by_venue else "the connector"
            return failed(
                f"{by} ended the connection at {entry.at_s:.1f} s; "
                f"the user paused from {from_s:.1f} s to {to_s:.1f} s"
            )
    return passed(f"the connection outlasted a pause of {to_s - from_s:.0f} s")


def books_are_back(run: Run, *symbols: str, after_s: float, within_s: float) -> Verdict:
    """Each symbol is sent again, and served with news from after `after_s`, within that time.

    What the venue sent in the first second does not count: it may have gone to a connection that was
    ending. To who never subscribed to it nothing need be sent. Premise: the venue's books moved, and not
    only at the end of that time.
    """
    slowest_s = 0.0
    for symbol in symbols:
        known = _sequence_at(run, symbol, after_s)
        if _sequence_at(run, symbol, after_s + within_s / 2) == known:
            raise Inconclusive(f"{symbol}: the venue's book did not move after {after_s:g} s")
        states = BookStates(run, symbol)
        back_s = next(
            (
                at_s
                for at_s, book in books_in_hand(run, symbol)
                if after_s < at_s and _is_newer(states.oldest_of(book, at_s), known)
            ),
            None,
        )
        subscribed = any(_names(entry.fact.stream, symbol) for entry in run.ledger.of(Subscribed))
        sent_s = _sent_s(run, symbol, after_s + 1.0) if subscribed else after_s
        if back_s is None or sent_s is None:
            return failed(f"the book of {symbol} never came back after {after_s:g} s")
        back_s = max(back_s, sent_s)
        if back_s > after_s + within_s:
            return failed(
                f"the book of {symbol} was back {back_s - after_s:.1f} s after {after_s:g} s, "
                f"{within_s:g} s are allowed"
            )
        slowest_s = max(slowest_s, back_s - after_s)
    return passed(f"{len(symbols)} books back within {slowest_s:.1f} s")


def silent_stream_is_replaced(run: Run, *, symbol: str, within_s: float) -> Verdict:
    """Something new was subscribed for the symbol soon after the first message had been withheld.

    Premise: the subject was subscribed, and messages were withheld.
    """
    silent_s = _fired_s(run, "Silence")
    asked = [entry.at_s for entry in run.ledger.of(Subscribed) if _names(entry.fact.stream, symbol)]
    if not any(at_s < silent_s for at_s in asked):
        raise Inconclusive(f"{symbol} was not subscribed when the silence began")
    replaced_s = next((at_s for at_s in asked if at_s > silent_s), None)
    if replaced_s is None:
        return failed(f"silent since {silent_s:.1f} s, the stream of {symbol} was never replaced")
    if replaced_s - silent_s > within_s:
        return failed(
            f"silent since {silent_s:.1f} s, the stream of {symbol} was replaced after "
            f"{replaced_s - silent_s:.1f} s, {within_s:g} s are allowed"
        )
    return passed(f"replaced after {replaced_s - silent_s:.1f} s of silence")


def private_stream_is_replaced(run: Run, *, fault: str, within_s: float, strike: int = 1) -> Verdict:
    """A new private session is subscribed to the account soon after that strike of the fault."""
    struck_s = _fired_s(run, fault, strike)
    private = {
        entry.fact.session: entry.at_s
        for entry in run.ledger.of(SessionOpened)
        if entry.fact.role != Role.MARKET
    }
    asked = [entry for entry in run.ledger.of(Subscribed) if entry.fact.session in private]
    if not any(entry.at_s < struck_s for entry in asked):
        raise Inconclusive("there was no private stream when the fault struck")
    replaced_s = next((e.at_s for e in asked if private[e.fact.session] > struck_s), None)
    if replaced_s is None:
        return failed(f"dead since {struck_s:.1f} s, the private stream was never replaced")
    if replaced_s - struck_s > within_s:
        return failed(
            f"the private stream was replaced {replaced_s - struck_s:.1f} s after it had died, "
            f"{within_s:g} s are allowed"
        )
    return passed(f"replaced after {replaced_s - struck_s:.1f} s")


def the_book_is_left_subscribed(run: Run, *, symbol: str, from_s: float, to_s: float) -> Verdict:
    """No subscription that names the symbol is made in [from_s, to_s]. Premise: one was made before."""
    asked = [e.at_s for e in run.ledger.of(Subscribed) if _names(e.fact.stream, symbol)]
    if not any(at_s < from_s for at_s in asked):
        raise Inconclusive(f"{symbol} was not subscribed before {from_s:g} s")
    again = [at_s for at_s in asked if from_s <= at_s <= to_s]
    if again:
        return failed(f"{symbol} was subscribed anew at {again[0]:.1f} s, and {len(again) - 1} times more")
    return passed(f"{symbol} was subscribed once and left so")


def the_venue_ends_no_session(run: Run, *, until_s: float) -> Verdict:
    """Before that time. Premise: a session was open for a minute at least, or could have been."""
    opened = [entry for entry in run.ledger.of(SessionOpened) if entry.at_s < until_s - 60.0]
    if not opened:
        raise Inconclusive("no session was opened a minute before the end")
    ended = [entry for entry in run.ledger.of(SessionClosed) if entry.fact.by_venue and entry.at_s < until_s]
    if ended:
        return failed(
            f"at {ended[0].at_s:.1f} s the venue ended session {ended[0].fact.session} with code "
            f"{ended[0].fact.code}, and {len(ended) - 1} more until {until_s:g} s"
        )
    return passed(f"{len(opened)} sessions, of which the venue ended none")


def market_connections_are_few(run: Run, *, to_s: float, most: int) -> Verdict:
    """At most so many market connections are opened by then. Premise: there was one in the end."""
    opened = [entry.at_s for entry in run.ledger.of(SessionOpened) if entry.fact.role == Role.MARKET]
    if not opened:
        raise Inconclusive("no market connection was ever opened")
    count = sum(1 for at_s in opened if at_s < to_s)
    told = f"{count} market connections were opened in the first {to_s:g} s, {most} are plenty"
    return failed(told) if count > most else passed(told)


def attempts_are_spaced(run: Run, *, from_s: float, to_s: float, fewer_than: int) -> Verdict:
    """The doors of the market streams were knocked at less than so often. Premise: twice at least."""
    knocks = list(_knocks(run, from_s, to_s))
    if len(knocks) < 2:
        raise Inconclusive(f"{len(knocks)} attempts to connect between {from_s:g} s and {to_s:g} s")
    if len(knocks) >= fewer_than:
        return failed(
            f"{len(knocks)} attempts to connect in {to_s - from_s:g} s, from {fewer_than} on are too many"
        )
    return passed(f"{len(knocks)} attempts to connect in {to_s - from_s:g} s")


def no_door_is_shut(run: Run, *, from_s: float, to_s: float) -> Verdict:
    """The venue refuses no market connection for too many attempts. Premise: one was attempted."""
    knocks = list(_knocks(run, from_s, to_s))
    if not knocks:
        raise Inconclusive(f"no attempts to connect between {from_s:g} s and {to_s:g} s")
    for entry in run.ledger.of(SessionRefused):
        limited = entry.fact.outcome == Outcome.RATE_LIMITED and entry.fact.role == Role.MARKET
        if limited and from_s <= entry.at_s <= to_s:
            before = sum(at_s < entry.at_s for at_s in knocks)
            return failed(f"after {before} attempts the venue let nobody in at {entry.at_s:.1f} s")
    return passed(f"none of {len(knocks)} attempts to connect was one too many for the venue")


def gaps_grow(run: Run, *, from_s: float, to_s: float) -> Verdict:
    """The mean pause between attempts in the later half is at least twice that of the first three.

    Premise: six attempts at least, or pauses so long that there was no time for them.
    """
    knocks = list(_knocks(run, from_s, to_s))
    pauses_s = [later - earlier for earlier, later in pairwise(knocks)]
    if pauses_s and min(pauses_s) >= (to_s - from_s) / 10:
        return passed(f"never less than {min(pauses_s):.0f} s between two attempts")
    if len(pauses_s) < 5:
        raise Inconclusive(f"{len(knocks)} attempts to connect between {from_s:g} s and {to_s:g} s")
    later_s = pauses_s[len(pauses_s) // 2 :]
    first_mean_s, later_mean_s = sum(pauses_s[:3]) / 3, sum(later_s) / len(later_s)
    told = f"{first_mean_s:.2f} s between the first attempts, {later_mean_s:.2f} s between the later ones"
    return passed(told) if later_mean_s >= 2 * first_mean_s else failed(told)


def sessions_do_not_pile_up(run: Run, *, before_s: float, at_s: float, reconnects: int) -> Verdict:
    """As many sessions of each role are open at `at_s` as were at `before_s`, after so many reconnects.

    Premise: the venue saw as many new sessions in between.
    """
    seen = sum(1 for e in run.ledger.of(SessionOpened) if before_s < e.at_s <= at_s)
    if seen < reconnects:
        raise Inconclusive(f"{seen} new sessions, there should have been {reconnects}")
    before, after = _open_sessions(run, before_s), _open_sessions(run, at_s)
    more = {role: count for role, count in after.items() if count > before.get(role, 0)}
    if more:
        piled = ", ".join(f"{count} {role} (were {before.get(role, 0)})" for role, count in more.items())
        return failed(f"open sessions after {seen} reconnects: {piled}")
    return passed(
        f"{sum(after.values())} sessions open after {seen} reconnects, {sum(before.values())} before"
    )


def _open_sessions(run: Run, at_s: float) -> dict[str, int]:
    """How many were open at that time, by role, oldest role first."""
    count: dict[str, int] = {}
    for entry in run.ledger.entries:
        if entry.at_s > at_s:
            break
        if isinstance(entry.fact, SessionOpened):
            count[entry.fact.role] = count.get(entry.fact.role, 0) + 1
        elif isinstance(entry.fact, SessionClosed):
            count[entry.fact.role] -= 1
    return count


def _knocks(run: Run, from_s: float, to_s: float) -> Iterator[float]:
    """When a market connection was asked for, refused or not."""
    for entry in run.ledger.entries:
        knocked = isinstance(entry.fact, SessionOpened | SessionRefused) and entry.fact.role == Role.MARKET
        if knocked and from_s <= entry.at_s <= to_s:
            yield entry.at_s


def _fired_s(run: Run, fault: str, strike: int = 1) -> float:
    """When it struck for that time. Raises Inconclusive."""
    fired = [entry.at_s for entry in run.ledger.of(FaultFired) if entry.fact.fault == fault]
    if len(fired) < strike:
        raise Inconclusive(
            f"the fault {fault} struck {len(fired)} times" if fired else f"the fault {fault} never struck"
        )
    return fired[strike - 1]


def _sent_s(run: Run, symbol: str, after_s: float) -> float | None:
    """When the venue next sent something of that symbol."""
    return next(
        (
            entry.at_s
            for entry in run.ledger.of(Published)
            if entry.at_s > after_s and _names(entry.fact.stream, symbol)
        ),
        None,
    )


def _sequence_at(run: Run, symbol: str, at_s: float) -> int:
    """The venue's last change of that book by then; 0 before the first."""
    sequence = 0
    for entry in run.ledger.of(LevelChanged):
        if entry.at_s > at_s:
            break
        if entry.fact.symbol == symbol:
            sequence = entry.fact.sequence
    return sequence


def _is_newer(sequence: int | None, known: int) -> bool:
    return sequence is not None and sequence > known


def _names(stream: str, symbol: str) -> bool:
    """Venues write symbols in streams in either case, and put the channel before or behind."""
    return symbol.lower() in stream.lower()
