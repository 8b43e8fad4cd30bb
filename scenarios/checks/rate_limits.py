"""Does a connector keep to what the venue allows, without being told by a refusal?"""

from collections.abc import Sequence
from math import inf

from fakes.ledger import OrderDone, QuotaExceeded, RequestAnswered, SessionClosed, Subscribed
from scenarios.checks.answers import TOO_MANY, question_weight
from scenarios.checks.backing_off import between, is_accepted
from scenarios.checks.order_truth import ACCOUNT
from scenarios.history import BookSampled, Called
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed


def venue_never_refuses(run: Run) -> Verdict:
    """No request is refused for its rate, and nobody is banned.

    Premise: the venue answered some request.
    """
    answers = list(run.ledger.of(RequestAnswered))
    if not answers:
        raise Inconclusive("the venue answered no request")
    refused = [e for e in answers if e.fact.outcome in TOO_MANY]
    if refused:
        first = refused[0]
        return failed(
            f"the venue refused {len(refused)} of {len(answers)} requests for their rate, "
            f"first {first.fact.operation} ({first.fact.outcome}) at {first.at_s:.1f} s"
        )
    return passed(f"{len(answers)} requests, none refused for its rate")


def burst_is_queued(run: Run, limit: int) -> Verdict:
    """All orders of a burst beyond the venue's limit are placed, and none is refused for the rate.

    Premise: the user asked for more orders than the venue takes at once.
    """
    wanted = [e.event.arguments[0] for e in run.history.of(Called) if e.event.verb == "submit"]
    if len(wanted) <= limit:
        raise Inconclusive(f"only {len(wanted)} orders were asked for, the venue takes {limit} at once")
    verdict = venue_never_refuses(run)
    if not verdict:
        return verdict
    missing = [intent for intent in wanted if not is_accepted(run, intent.client_order_id)]
    if missing:
        return failed(
            f"{len(missing)} of {len(wanted)} orders of the burst were never placed, "
            f"first {missing[0].client_order_id}"
        )
    return passed(f"{len(wanted)} orders placed, none refused for its rate")


def cancel_passes_within(run: Run, seconds: float, *, budget: int) -> Verdict:
    """The cancel is done that soon, though queries asked for before it need more than the venue allows.

    Premise: there was an order, those queries were asked for, and the cancel was called while not all had
    been answered.
    """
    cancel = next((e for e in run.history.of(Called) if e.event.verb == "cancel"), None)
    if cancel is None:
        raise Inconclusive("no cancel was called")
    queries = [e for e in run.history.of(Called) if e.event.verb == "order" and e.at_s <= cancel.at_s]
    if len(queries) * question_weight(run) <= budget:
        raise Inconclusive(f"{len(queries)} queries do not use up a budget of {budget}")
    name = cancel.event.arguments[1]
    if not is_accepted(run, name):
        raise Inconclusive(f"there was no order {name} to cancel")
    for done in run.ledger.of(OrderDone):
        fact = done.fact
        if fact.account == ACCOUNT and fact.client_order_id == name and fact.status == "CANCELED":
            took_s = done.at_s - cancel.at_s
            if took_s <= seconds:
                return passed(f"the cancel was done after {took_s:.2f} s, amid {len(queries)} queries")
            return failed(f"the cancel was done after {took_s:.1f} s, {seconds:g} s are allowed")
    return failed(f"the cancel called at {cancel.at_s:.1f} s amid {len(queries)} queries was never done")


def mass_reconnect_stays_within_weight(run: Run, symbols: Sequence[str]) -> Verdict:
    """No request of many books' recovery is refused for its weight, and all books are there in the end.

    Premise: all books were subscribed, and subscribed again after the cut.
    """
    cut_s = min((e.at_s for e in run.ledger.of(SessionClosed) if e.fact.by_venue), default=None)
    if cut_s is None:
        raise Inconclusive("no connection was cut")
    for when, start_s, end_s in (("before", -inf, cut_s), ("after", cut_s, inf)):
        known = between(run.ledger.of(Subscribed), start_s, end_s)
        if len(dict.fromkeys(e.fact.stream for e in known)) < len(symbols):
            raise Inconclusive(f"not all of {len(symbols)} books were subscribed {when} the cut")
    verdict = venue_never_refuses(run)
    if not verdict:
        return verdict
    last = {e.event.symbol: e.event.book for e in run.history.of(BookSampled)}
    absent = [symbol for symbol in symbols if last.get(symbol) is None]
    if absent:
        return failed(f"{len(absent)} of {len(symbols)} books are not back in the end, first {absent[0]}")
    return passed(f"{len(symbols)} books came back within the venue's weight")


def frames_stay_within_the_limit(run: Run, streams: int) -> Verdict:
    """The venue never drops a connection for too many frames in a second.

    Premise: so many different streams were subscribed, or the venue dropped a connection for trying.
    """
    excess = [e for e in run.ledger.of(QuotaExceeded) if e.fact.limiter == "FRAMES"]
    if excess:
        return failed(
            f"more than {excess[0].fact.limit} frames in a second on one connection, "
            f"{len(excess)} times, first at {excess[0].at_s:.1f} s"
        )
    known = len(dict.fromkeys(e.fact.stream for e in run.ledger.of(Subscribed)))
    if known < streams:
        raise Inconclusive(f"only {known} streams were ever subscribed, {streams} were wanted")
    return passed(f"{known} streams subscribed, no connection dropped for its frames")
