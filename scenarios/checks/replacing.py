"""Does replacing an order leave what was meant, and is its user told what there is?"""

from decimal import Decimal

from scenarios.checks.order_truth import Ended, calls, last_word, truth_of
from scenarios.history import Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Claim, Intent, OrderSeen, State


def replacements_never_add_up(run: Run) -> Verdict:
    """The old order's fills since the call, what is open of it and the new order together are never more
    than the new order was to be; and no end of the call, nor the last word on either, is untrue.

    Premise: an order that the venue had accepted was to be replaced.
    """
    judged = 0
    for call in calls(run, "replace"):
        _, old, intent = call.called.arguments
        if not truth_of(run, old, call.called_s).accepted:
            continue
        judged += 1
        if (wrong := _excess(run, call, old, intent) or _lie(run, call, intent)) is not None:
            return failed(wrong)
        for name in (old, intent.client_order_id):
            if (wrong := _last_lie(run, name)) is not None:
                return failed(wrong)
    if not judged:
        raise Inconclusive("no order that exists was to be replaced")
    return passed(f"{judged} replacements, none adds up to more than was meant")


def _excess(run: Run, call: Ended, old: str, intent: Intent) -> str | None:
    new = truth_of(run, intent.client_order_id)
    if new.accepted > 1:
        return f"the new order {intent.client_order_id} became {new.accepted} orders"
    before, after = truth_of(run, old, call.called_s), truth_of(run, old)
    alive = after.state in (State.OPEN, State.PARTIALLY_FILLED)
    rest = intent.quantity if alive else Decimal(0)
    # What was filled at the moment of the call was news on its way: the user cannot have known it.
    at_once = before.filled if before.state is State.FILLED else Decimal(0)
    total = after.filled - before.filled + at_once + rest + (intent.quantity if new.accepted else 0)
    if total > intent.quantity:
        return (
            f"order {old} is {after.state} and {intent.client_order_id} was placed: "
            f"{total} instead of {intent.quantity}"
        )
    return None


def _lie(run: Run, call: Ended, intent: Intent) -> str | None:
    name = intent.client_order_id
    if isinstance(call.end, Returned) and isinstance(call.end.result, OrderSeen):
        seen = call.end.result
        truth = truth_of(run, seen.client_order_id, call.ended_s)
        if not truth.accepted or (seen.state.final and seen.state is not truth.state):
            return f"replacing returned {seen.client_order_id} as {seen.state}, it is {truth.state}"
        return None
    if call.claim is Claim.DID_NOT_HAPPEN and truth_of(run, name).accepted:
        return f"at {call.ended_s:.1f} s order {name} was told as not placed, it was"
    return None


def _last_lie(run: Run, name: str) -> str | None:
    truth, word = truth_of(run, name), last_word(run, name)
    if truth.state is None:
        if word is None or word.state in (State.REJECTED, State.UNKNOWN):
            return None
        return f"order {name} is told as {word.state}, it never was"
    if word is None or (word.state, word.filled) != (truth.state, truth.filled):
        told = "never told" if word is None else f"told as {word.state} with {word.filled} filled"
        return f"order {name} is {told}, it is {truth.state} with {truth.filled}"
    return None
