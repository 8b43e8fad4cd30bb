"""Does a connector stop when the venue tells it to, and go on afterwards?

Judged by what reached the venue. What was already on its way when the venue said stop is not counted
against anybody: `ON_ITS_WAY_S`.
"""

from collections.abc import Iterable
from math import inf
from typing import Protocol, TypeVar

from fakes.ledger import FaultClosed, OrderAccepted, RequestAnswered, RequestReceived, SessionRefused
from fakes.operations import Operation, Outcome
from scenarios.checks.order_truth import ACCOUNT
from scenarios.history import Called, NeverAnswered, Raised, Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Intent

ON_ITS_WAY_S = 1.0
_VERBS = {Operation.PLACE: "submit", Operation.CANCEL: "cancel", Operation.QUERY: "order"}
"""What the user calls that ends in such a request."""
ATTEMPTS_IN_A_BAN = 5
"""A connector has a few streams, and each may find out about the ban by itself."""


class Timed(Protocol):
    """An entry of a history or of a ledger."""

    @property
    def at_s(self) -> float: ...


T = TypeVar("T", bound=Timed)


def nothing_is_sent_before(run: Run, retry_after_s: float) -> Verdict:
    """After the first refusal for the rate no request reaches the venue until its Retry-After has passed.

    Premise: there was such a refusal, and the user wanted something of the connector meanwhile.
    """
    told_s = _first_refusal(run, Outcome.RATE_LIMITED)
    until_s = told_s + retry_after_s
    return _silent(run, told_s, until_s, f"the refusal at {told_s:.1f} s ({retry_after_s:g} s)")


def only_that_method_rests(run: Run, operation: Operation, seconds: float) -> Verdict:
    """After the first refusal for the rate nothing of its kind reaches the venue for so long, and others do.

    Premise: requests of that kind were refused, and the user wanted that and something else meanwhile.
    """
    told_s = _first_refusal(run, Outcome.RATE_LIMITED)
    start_s, until_s = told_s + ON_ITS_WAY_S, told_s + seconds
    asked = between(run.history.of(Called), start_s, until_s)
    same = [e for e in asked if e.event.verb == _VERBS[operation]]
    others = [e for e in asked if e.event.verb != _VERBS[operation]]
    if not same or not others:
        raise Inconclusive(f"the user wanted only one kind of thing after the refusal at {told_s:.1f} s")
    sent = between(run.ledger.of(RequestReceived), start_s, until_s)
    early = [e for e in sent if e.fact.operation == operation]
    if early:
        return failed(
            f"{len(early)} requests of the refused kind were sent in spite of the refusal at {told_s:.1f} s "
            f"({seconds:g} s), first at {early[0].at_s:.1f} s"
        )
    if not sent:
        return failed(f"nothing at all was sent for {seconds:g} s, though only {operation} was refused")
    return passed(f"{len(sent)} requests of other kinds were sent while {operation} rested")


def nothing_is_sent_during_the_ban(run: Run) -> Verdict:
    """Once told of a ban no request reaches the venue until it is over, and hardly a connection.

    Premise: there was one, and the user wanted something of the connector meanwhile.
    """
    told_s = _first_refusal(run, Outcome.BANNED)
    over_s = min((e.at_s for e in run.ledger.of(FaultClosed) if e.fact.fault == "Ban"), default=inf)
    attempts = between(run.ledger.of(SessionRefused), told_s + ON_ITS_WAY_S, over_s)
    if len(attempts) > ATTEMPTS_IN_A_BAN:
        return failed(f"{len(attempts)} connections were tried during the ban that it knew of")
    return _silent(run, told_s, over_s, f"the ban told at {told_s:.1f} s")


def refusals_without_a_delay_are_backed_off(run: Run, *, from_s: float, to_s: float, most: int) -> Verdict:
    """While every request is refused, and nobody says for how long, few are sent however often the user asks.

    Premise: there was such a refusal, and the user asked more than twice as often as is allowed to send
    or was kept waiting for a quarter of the time.
    """
    _first_refusal(run, Outcome.RATE_LIMITED)
    asked = between(run.history.of(Called), from_s, to_s)
    if len(asked) <= 2 * most and _waited_s(run, from_s, to_s) < (to_s - from_s) / 4:
        raise Inconclusive(f"the user asked only {len(asked)} times")
    sent = between(run.ledger.of(RequestReceived), from_s, to_s)
    if len(sent) > most:
        return failed(
            f"{len(sent)} requests in the {to_s - from_s:g} s in which each was refused for the rate, "
            f"{most} are enough to find out"
        )
    return passed(f"{len(sent)} requests while each was refused, for {len(asked)} calls")


def order_is_accepted(run: Run, client_order_id: str) -> Verdict:
    """The venue accepted the order of that name: life goes on.

    Premise: the user asked for it.
    """
    for called in run.history.of(Called):
        intent = called.event.arguments[0] if called.event.verb == "submit" else None
        if isinstance(intent, Intent) and intent.client_order_id == client_order_id:
            if is_accepted(run, intent.client_order_id):
                return passed(f"order {client_order_id} was accepted")
            return failed(f"order {client_order_id}, asked for at {called.at_s:.1f} s, never arrived")
    raise Inconclusive(f"nobody asked for order {client_order_id}")


def answers_again_after(run: Run, at_s: float) -> Verdict:
    """A call made after that time returned: the connector did not stay silent for good.

    Premise: a call was made after that time.
    """
    calls = {e.event.call: e for e in run.history.of(Called) if e.at_s >= at_s}
    if not calls:
        raise Inconclusive(f"no call was made after {at_s:g} s")
    for entry in run.history.of(Returned):
        if entry.event.call in calls:
            return passed(f"{entry.event.verb} was answered at {entry.at_s:.1f} s")
    return failed(f"none of {len(calls)} calls made after {at_s:g} s was answered")


def between(entries: Iterable[T], start_s: float, end_s: float) -> list[T]:
    """Those strictly inside."""
    return [entry for entry in entries if start_s < entry.at_s < end_s]


def is_accepted(run: Run, client_order_id: str) -> bool:
    """Whether the venue took the order."""
    return any(
        e.fact.account == ACCOUNT and e.fact.client_order_id == client_order_id
        for e in run.ledger.of(OrderAccepted)
    )


def _first_refusal(run: Run, outcome: Outcome) -> float:
    """When the venue first said so, to a request or to a connection."""
    told = [e.at_s for e in run.ledger.of(RequestAnswered) if e.fact.outcome == outcome]
    told += [e.at_s for e in run.ledger.of(SessionRefused) if e.fact.outcome == outcome]
    if not told:
        raise Inconclusive(f"nothing was answered with {outcome}")
    return min(told)


def _silent(run: Run, told_s: float, until_s: float, what: str) -> Verdict:
    start_s = told_s + ON_ITS_WAY_S
    asked = between(run.history.of(Called), start_s, until_s)
    if not asked and not _waiting(run, start_s):
        raise Inconclusive(f"the user wanted nothing after {what}")
    sent = between(run.ledger.of(RequestReceived), start_s, until_s)
    if sent:
        first = sent[0]
        return failed(
            f"{len(sent)} requests were sent in spite of {what}, "
            f"first {first.fact.operation} at {first.at_s:.1f} s"
        )
    return passed(f"nothing was sent after {what}, though {len(asked)} calls were made")


def _waiting(run: Run, at_s: float) -> bool:
    """Whether some call made before was not over by then: a connector may keep its user waiting."""
    ended_s = _endings(run)
    return any(e.at_s <= at_s < ended_s.get(e.event.call, inf) for e in run.history.of(Called))


def _waited_s(run: Run, from_s: float, to_s: float) -> float:
    """For how long calls made meanwhile kept the user waiting, all together."""
    ended_s = _endings(run)
    calls = between(run.history.of(Called), from_s, to_s)
    return sum(min(ended_s.get(e.event.call, to_s), to_s) - e.at_s for e in calls)


def _endings(run: Run) -> dict[int, float]:
    """When each call was over, by its number."""
    return {
        e.event.call: e.at_s
        for e in run.history.entries
        if isinstance(e.event, Returned | Raised | NeverAnswered)
    }
