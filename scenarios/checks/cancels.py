"""Is the user told the truth about cancels?"""

from fakes.ledger import RequestAnswered
from fakes.operations import Operation
from scenarios.checks.answers import REFUSALS
from scenarios.checks.order_truth import Ended, calls, truth_of
from scenarios.history import Called, Raised, Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Claim, OrderSeen, State


def cancels_tell_the_truth(run: Run) -> Verdict:
    """No cancel ends with a claim that the venue's records contradict at that moment.

    An order returned as finished has ended at the venue, in that way; one whose cancel "did not happen"
    was not cancelled meanwhile, unless the venue itself refused (a cancel that a library repeats is told
    "unknown order", which is true by then). Premise: a cancel of an order that exists ended.
    """
    judged = 0
    for call in calls(run, "cancel"):
        if not truth_of(run, call.called.arguments[1], call.called_s).accepted:
            continue
        judged += 1
        if (lie := _lie(run, call)) is not None:
            return failed(f"at {call.ended_s:.1f} s the cancel of {call.called.arguments[1]} {lie}")
    if not judged:
        raise Inconclusive("no cancel of an order that exists ended")
    return passed(f"{judged} cancels, each told as it was")


def cancels_go_through(run: Run, *, within_s: float) -> Verdict:
    """Each order that the user cancels while it is open has ended by then. Premise: one was."""
    judged = 0
    for called in run.history.of(Called):
        if called.event.verb != "cancel":
            continue
        symbol, name = called.event.arguments
        before = truth_of(run, name, called.at_s, symbol=symbol).state
        if before is None or before.final:
            continue
        judged += 1
        after = truth_of(run, name, called.at_s + within_s, symbol=symbol).state
        if after is None or not after.final:
            return failed(
                f"the cancel of {name} was asked for at {called.at_s:.1f} s, "
                f"and {within_s:g} s later the order was still {after}"
            )
    if not judged:
        raise Inconclusive("no open order was to be cancelled")
    return passed(f"{judged} orders were cancelled, each within {within_s:g} s")


def _refused(run: Run, call: Ended) -> bool:
    return any(
        entry.fact.operation == Operation.CANCEL and entry.fact.outcome in REFUSALS
        for entry in run.ledger.of(RequestAnswered)
        if call.called_s <= entry.at_s <= call.ended_s
    )


def _lie(run: Run, call: Ended) -> str | None:
    name = call.called.arguments[1]
    before, truth = truth_of(run, name, call.called_s).state, truth_of(run, name, call.ended_s).state
    if isinstance(call.end, Raised):
        done = truth is State.CANCELED and before is not State.CANCELED
        if done and call.end.claim is Claim.DID_NOT_HAPPEN and not _refused(run, call):
            return "was told as not done, it was done"
        return None
    if isinstance(call.end, Returned) and isinstance(call.end.result, OrderSeen):
        told = call.end.result.state
        if told.final and told is not truth:
            return f"returned it as {told}, it is {truth}"
    return None
