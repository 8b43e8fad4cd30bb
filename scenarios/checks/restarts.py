"""Is what was there before the program started treated as what it is: own orders known, others' let alone?"""

import re
from collections import Counter

from fakes.ledger import OrderAccepted, OrderDone, RequestAnswered
from fakes.operations import Operation
from scenarios.checks.answers import REFUSALS
from scenarios.checks.order_truth import ACCOUNT, calls, intents, truth_of
from scenarios.history import NeverAnswered, Raised, Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Claim


def orders_of_others_are_left_alone(run: Run) -> Verdict:
    """No order that the user did not submit is cancelled.

    Premise: such orders were open, and the subject was closed and opened again beside them.
    """
    own = {intent.client_order_id: None for intent in intents(run)}
    foreign = [
        entry.fact
        for entry in run.ledger.of(OrderAccepted)
        if entry.fact.account == ACCOUNT and entry.fact.client_order_id not in own
    ]
    if not foreign or not any(isinstance(c.end, Returned) for c in calls(run, "start_again")):
        raise Inconclusive("there were no orders of others, or the subject did not start again")
    for entry in run.ledger.of(OrderDone):
        if entry.fact.account == ACCOUNT and entry.fact.client_order_id not in own:
            return failed(
                f"at {entry.at_s:.1f} s order {entry.fact.client_order_id}, "
                f"which the user did not place, became {entry.fact.status}"
            )
    return passed(f"{len(foreign)} orders of others, all let alone")


def names_are_legal_and_new(run: Run, *, least: int, legal: str) -> Verdict:
    """Orders that the connector names itself are accepted, each under a name of its own, and the user is
    told that name.

    `legal` is what the venue takes for one, as a regular expression. Premise: `least` orders without a name
    were submitted, before and after a new start.
    """
    again = next(calls(run, "start_again"), None)
    unnamed = [call for call in calls(run, "submit") if not call.called.arguments[0].client_order_id]
    if again is None or len(unnamed) < least or not any(c.called_s >= again.ended_s for c in unnamed):
        raise Inconclusive(f"{len(unnamed)} orders without a name were submitted")
    accepted = Counter(
        entry.fact.client_order_id for entry in run.ledger.of(OrderAccepted) if entry.fact.account == ACCOUNT
    )
    for name, times in accepted.items():
        if times > 1 or not re.fullmatch(legal, name):
            return failed(f"the connector called {times} orders {name!r}")
    for call in unnamed:
        if not isinstance(call.end, Returned):
            return failed(
                f"at {call.called_s:.1f} s an order named by the connector failed: {_why(call.end)}"
            )
        told = call.end.result.client_order_id
        if told not in accepted:
            return failed(f"an order was told as {told!r}, the venue has none of that name")
    return passed(f"{len(unnamed)} orders were named, all differently")


def cancel_all_tells_the_truth(run: Run) -> Verdict:
    """Cancelling all of a symbol ends each of its orders and no other's, and tells of each what it became.

    When it returns, none is left open and every order that it tells as finished has ended in that way;
    when it raises, it does not claim that nothing was done. Premise: orders were open on two symbols.
    """
    call = next(calls(run, "cancel_all"), None)
    if call is None:
        raise Inconclusive("cancelling all never ended")
    symbol = call.called.arguments[0]
    wanted = [(intent.symbol, intent.client_order_id) for intent in intents(run)]
    here = [name for on, name in wanted if on == symbol and _open(run, on, name, call.called_s)]
    others = [(on, name) for on, name in wanted if on != symbol and _open(run, on, name, call.called_s)]
    if len(here) < 2 or not others:
        raise Inconclusive("there were no orders on two symbols")
    for on, name in others:
        if not _open(run, on, name, call.ended_s):
            return failed(f"order {name} of {on} was cancelled with those of {symbol}")
    if isinstance(call.end, NeverAnswered):
        return failed(f"cancelling all had not ended after {call.end.patience_s:g} s")
    alive = [name for name in here if _open(run, symbol, name, call.ended_s)]
    if isinstance(call.end, Raised):
        if len(alive) < len(here) and call.claim is Claim.DID_NOT_HAPPEN and not _refused(run):
            return failed(f"it was told that nothing was cancelled, {len(here) - len(alive)} orders were")
        return passed("it was not claimed that nothing was done")
    if alive:
        return failed(f"cancelling all returned at {call.ended_s:.1f} s, and order {alive[0]} is open")
    for seen in call.end.result:
        truth = truth_of(run, seen.client_order_id, call.ended_s, symbol=symbol)
        if seen.state.final and (seen.state, seen.filled) != (truth.state, truth.filled):
            return failed(
                f"order {seen.client_order_id} was told as {seen.state} with {seen.filled} filled, "
                f"it is {truth.state} with {truth.filled}"
            )
    return passed(f"{len(here)} orders cancelled and told so")


def _open(run: Run, symbol: str, name: str, at_s: float) -> bool:
    state = truth_of(run, name, at_s, symbol=symbol).state
    return state is not None and not state.final


def _refused(run: Run) -> bool:
    return any(
        e.fact.operation in (Operation.CANCEL, Operation.CANCEL_ALL) and e.fact.outcome in REFUSALS
        for e in run.ledger.of(RequestAnswered)
    )


def _why(end: Returned | Raised | NeverAnswered) -> str:
    return f"{end.kind}: {end.text[:120]}" if isinstance(end, Raised) else "it never ended"
