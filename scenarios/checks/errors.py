"""Is each failure told as the error that it is, and does life go on after it?"""

from collections import Counter
from collections.abc import Sequence

from fakes.ledger import (
    Entry,
    FaultFired,
    LevelChanged,
    OrderAccepted,
    Published,
    RequestReceived,
    SessionClosed,
    SessionRefused,
)
from scenarios.checks.backing_off import between
from scenarios.checks.book import books_served
from scenarios.checks.order_truth import ACCOUNT, calls, own_trades
from scenarios.history import Called, NeverAnswered, Raised, Returned, StreamEnded
from scenarios.history import Entry as HistoryEntry
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import OrderSeen

ATTEMPTS_A_REQUEST = 3
"""What a client may try for one request of its user while a service cannot answer, the first included:
https://sre.google/sre-book/handling-overload/ ("Deciding to Retry")."""


def errors_are_the_connectors_own(run: Run) -> Verdict:
    """Every call of the user ends, and what it raises is an error that the connector documents.

    Premise: a fault struck.
    """
    if not run.fired():
        raise Inconclusive("no fault struck")
    stuck = next(iter(run.history.of(NeverAnswered)), None)
    if stuck is not None:
        return failed(f"{stuck.event.verb} was not answered in {stuck.event.patience_s:g} s")
    raised = list(run.history.of(Raised))
    leaked = [entry for entry in raised if not entry.event.typed]
    if leaked:
        first = leaked[0]
        return failed(
            f"{first.event.verb} at {first.at_s:.1f} s leaked {first.event.error}: {first.event.text[:120]}"
        )
    return passed(f"{len(raised)} errors told, all of them the connector's own")


def question_is_not_answered(run: Run) -> Verdict:
    """A question to which nothing but struck answers came, under whatever status, does not return an order.

    Who has met the fault already may refuse a question without asking: that is no answer either.
    Premise: a fault struck while the user asked, or before a question that was refused unasked.
    """
    struck = [e.at_s for e in run.ledger.of(FaultFired)]
    for call in calls(run, "order"):
        asked = between(run.ledger.of(RequestReceived), call.called_s, call.ended_s)
        refused = [at_s for at_s in struck if call.called_s <= at_s <= call.ended_s]
        met_before = any(at_s < call.called_s for at_s in struck)
        if met_before and isinstance(call.end, Raised) and not asked:
            return passed(f"the question at {call.called_s:.1f} s was refused unasked")
        if not refused:
            continue
        if isinstance(call.end, Returned) and len(asked) <= len(refused):
            return failed(
                f"the question at {call.called_s:.1f} s got no good answer, and returned {call.end.result!r}"
            )
        return passed(f"the question struck at {refused[0]:.1f} s was not taken as answered")
    raise Inconclusive("no question was struck")


def refusals_are_told_apart(run: Run, at_s: Sequence[float]) -> Verdict:
    """What was asked for at each of these times is refused with an error of its own kind.

    Premise: all of it was asked for, and the venue accepted none of the orders.
    """
    if any(entry.fact.account == ACCOUNT for entry in run.ledger.of(OrderAccepted)):
        raise Inconclusive("the venue accepted an order that it should have refused")
    asked = [_asked_at(run, at) for at in at_s]
    ends = {e.event.call: e.event for e in run.history.of(Raised)}
    kinds: dict[str, str] = {}
    for called in asked:
        what = f"{called.event.verb} of {_name(called.event)}"
        end = ends.get(called.event.call)
        if end is None:
            return failed(f"the {what} at {called.at_s:.1f} s was told as done, or never answered")
        if not end.typed:
            return failed(f"the {what} leaked {end.error}: {end.text[:120]}")
        if end.kind in kinds:
            return failed(f"{end.kind} stands for the {kinds[end.kind]} and for the {what}")
        kinds[end.kind] = what
    return passed(f"told apart: {', '.join(kinds)}")


def outages_are_told_apart(run: Run, first: tuple[float, float], second: tuple[float, float]) -> Verdict:
    """In the first outage some error is told of a kind that the second never shows.

    Premise: errors were told in both.
    """
    kinds = []
    for start_s, end_s in (first, second):
        told = between(run.history.of(Raised), start_s, end_s)
        if not told:
            raise Inconclusive(f"no error was told between {start_s:g} s and {end_s:g} s")
        kinds.append(dict.fromkeys(entry.event.kind for entry in told))
    own = [kind for kind in kinds[0] if kind not in kinds[1]]
    if not own:
        return failed(f"maintenance and a dead connection are both told as {', '.join(kinds[0])}")
    return passed(f"maintenance is told as {own[0]}, a dead connection as {next(iter(kinds[1]))}")


def closed_venue_is_asked_rarely(run: Run, outage: tuple[float, float], *, every_s: float) -> Verdict:
    """A user who asks every `every_s` costs a closed venue three requests each time at the most.

    However long a call takes: whoever keeps its user waiting has no more to spend. Premise: a request was
    made and refused because the venue was closed, or a connection was.
    """
    from_s, to_s = outage
    sent = len(between(run.ledger.of(RequestReceived), from_s, to_s))
    refused = len(between(run.ledger.of(SessionRefused), from_s, to_s))
    asked = len(between(run.history.of(Called), from_s, to_s))
    if not asked or not sent + refused:
        raise Inconclusive(f"nobody asked the venue between {from_s:g} s and {to_s:g} s")
    most = int((to_s - from_s) / every_s * ATTEMPTS_A_REQUEST)
    told = f"{sent} requests were sent to the closed venue in {to_s - from_s:g} s, {most} are allowed"
    return passed(told) if sent <= most else failed(told)


def failing_venue_is_spared(run: Run, *, from_s: float, to_s: float, most_share: float) -> Verdict:
    """Of what the user asks of a failing venue, at most this share reaches it.

    Premise: the user asked fifty times at least.
    """
    asked = len(between(run.history.of(Called), from_s, to_s))
    if asked < 50:
        raise Inconclusive(f"the user asked only {asked} times between {from_s:g} s and {to_s:g} s")
    sent = len(between(run.ledger.of(RequestReceived), from_s, to_s))
    told = f"{sent} requests were sent to a failing venue in {to_s - from_s:g} s, for {asked} calls"
    return passed(told) if sent <= most_share * asked else failed(told)


def streams_go_on(run: Run, *, until_s: float, within_s: float) -> Verdict:
    """After a strange message the stream that brought it stays, and what comes behind it is told in time.

    Judged until `until_s`, when the user is done. Premise: a message was struck, and the venue published
    news behind it: of the book and of the user's own orders.
    """
    struck = next(run.ledger.of(FaultFired), None)
    if struck is None:
        raise Inconclusive("no fault struck")
    struck_s = struck.at_s
    for ended in run.history.of(StreamEnded):
        return failed(f"the stream {ended.event.stream} ended at {ended.at_s:.1f} s: {ended.event.error}")
    session = _session_struck(run, struck)
    for closed in between(run.ledger.of(SessionClosed), struck_s, until_s):
        if closed.fact.session == session and not closed.fact.by_venue:
            return failed(
                f"the stream that brought something unknown at {struck_s:.1f} s was closed "
                f"by the connector at {closed.at_s:.1f} s"
            )
    book = _book_moves_on(run, struck_s, within_s, until_s)
    return book if not book else _fills_are_told(run, struck_s, within_s, until_s)


def _session_struck(run: Run, struck: Entry[FaultFired]) -> int:
    """The session to which the strange message went: that of the next one published."""
    for entry in run.ledger.of(Published):
        if entry.number > struck.number:
            return entry.fact.session
    raise Inconclusive("nothing was published after the fault had struck")


def _book_moves_on(run: Run, struck_s: float, within_s: float, until_s: float) -> Verdict:
    moved = [e for e in between(run.ledger.of(LevelChanged), struck_s, until_s - within_s)]
    if not moved:
        raise Inconclusive("the venue's book did not move after the fault had struck")
    for change in moved[:: max(1, len(moved) // 20)]:
        symbol, sequence = change.fact.symbol, change.fact.sequence
        served = (s for s in books_served(run, symbol) if change.at_s <= s.at_s <= change.at_s + within_s)
        if not any((s.sequence or 0) >= sequence for s in served):
            return failed(
                f"the change of {symbol} at {change.at_s:.1f} s was not served within {within_s:g} s"
            )
    return passed(f"{len(moved)} changes of the book went on to be served")


def _fills_are_told(run: Run, struck_s: float, within_s: float, until_s: float) -> Verdict:
    filled: Counter[str] = Counter()
    judged = 0
    told = list(run.history.told(OrderSeen))
    for trade, name in own_trades(run):
        fact = trade.fact
        filled[name] += fact.lots
        if not struck_s < trade.at_s <= until_s - within_s:
            continue
        judged += 1
        total = run.ledger.instruments[fact.symbol].quantity(filled[name])
        # Not every connector tells single executions: the sum that includes it tells of it as well.
        if not any(
            at_s <= trade.at_s + within_s
            and seen.client_order_id == name
            and ((seen.fill is not None and seen.fill.trade_id == fact.trade_id) or seen.filled >= total)
            for at_s, seen in told
        ):
            return failed(f"the fill of {name} at {trade.at_s:.1f} s was not told within {within_s:g} s")
    if not judged:
        raise Inconclusive("none of the user's orders traded after the fault had struck")
    return passed(f"after the strange message {judged} fills were told, and the book went on")


def _asked_at(run: Run, at_s: float) -> HistoryEntry[Called]:
    """The first call about then: what a schedule asks for at a time may come a little beside it."""
    called = between(run.history.of(Called), at_s - 0.5, at_s + 1.5)
    if not called:
        raise Inconclusive(f"nothing was asked for at {at_s:g} s")
    return called[0]


def _name(called: Called) -> str:
    first = called.arguments[0]
    return str(getattr(first, "client_order_id", called.arguments[-1]))
