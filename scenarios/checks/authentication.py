"""Are requests signed and timed so that the venue believes them, and is a refused key told as such?"""

from fakes.ledger import RequestAnswered
from fakes.operations import Outcome
from scenarios.checks.backing_off import between, is_accepted
from scenarios.history import Called, HealthSampled, NeverAnswered, Raised, Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed


def every_call_succeeds(run: Run) -> Verdict:
    """Each call of the user is answered, and the venue holds each order that was asked for.

    Premise: the user asked for an order.
    """
    verdict = every_order_is_accepted(run)
    if not verdict:
        return verdict
    returned = dict.fromkeys(e.event.call for e in run.history.of(Returned))
    calls = list(run.history.of(Called))
    lacking = [e for e in calls if e.event.call not in returned]
    if lacking:
        first = lacking[0]
        return failed(
            f"{len(lacking)} of {len(calls)} calls failed, first {first.event.verb} "
            f"at {first.at_s:.1f} s: {_ending(run, first.event.call)}"
        )
    return passed(f"{len(calls)} calls, all answered")


def every_order_is_accepted(run: Run) -> Verdict:
    """The venue accepted each order that the user asked for.

    Premise: the user asked for an order.
    """
    submits = [e for e in run.history.of(Called) if e.event.verb == "submit"]
    if not submits:
        raise Inconclusive("no order was asked for")
    lost = [e for e in submits if not is_accepted(run, e.event.arguments[0].client_order_id)]
    if lost:
        first = lost[0]
        return failed(
            f"{len(lost)} of {len(submits)} orders never came to be, first the one asked for "
            f"at {first.at_s:.1f} s: {_ending(run, first.event.call)}"
        )
    return passed(f"{len(submits)} orders asked for, all accepted")


def one_of_two_orders_is_accepted_after(run: Run, at_s: float) -> Verdict:
    """Of the first two orders asked for after that time the venue accepted one at least.

    Premise: an order was accepted before, and two were asked for afterwards.
    """
    submits = [e for e in run.history.of(Called) if e.event.verb == "submit"]
    before = [e for e in submits if e.at_s <= at_s]
    if not any(is_accepted(run, e.event.arguments[0].client_order_id) for e in before):
        raise Inconclusive(f"no order was accepted before {at_s:g} s")
    after = [e for e in submits if e.at_s > at_s][:2]
    if len(after) < 2:
        raise Inconclusive(f"only {len(after)} orders were asked for after {at_s:g} s")
    for number, called in enumerate(after, 1):
        if is_accepted(run, called.event.arguments[0].client_order_id):
            return passed(f"order {number} after {at_s:g} s was accepted")
    return failed(f"both orders after {at_s:g} s were lost, the second: {_ending(run, after[1].event.call)}")


def refused_key_is_told(run: Run, from_s: float, to_s: float) -> Verdict:
    """What is raised meanwhile is an error of the connector's own that stands for nothing else.

    Premise: the venue refused the key meanwhile.
    """
    _refusals(run, from_s, to_s)
    raised = between(run.history.of(Raised), from_s, to_s)
    if not raised:
        return failed("the venue refused the key, and the user was told of no error")
    leaked = [e for e in raised if not e.event.typed]
    if leaked:
        first = leaked[0]
        return failed(f"{first.event.verb} at {first.at_s:.1f} s leaked {first.event.error}")
    others = {e.event.kind: e.event.verb for e in run.history.of(Raised) if e.at_s <= from_s}
    same = [e for e in raised if e.event.kind in others]
    if same:
        return failed(
            f"{same[0].event.kind} stands for a refused key and for a refused {others[same[0].event.kind]}"
        )
    return passed(f"{len(raised)} errors told, as {raised[0].event.kind}")


def refused_key_is_not_tried_on(run: Run, from_s: float, to_s: float, *, most: int) -> Verdict:
    """The venue refuses the key at most so often beyond the user's own calls, and locks nobody out for it.

    Premise: the venue refused the key meanwhile.
    """
    refusals = _refusals(run, from_s, to_s)
    answers = between(run.ledger.of(RequestAnswered), from_s, to_s)
    banned = next((e for e in answers if e.fact.outcome == Outcome.BANNED), None)
    if banned is not None:
        return failed(f"the key was tried until the venue locked its user out, at {banned.at_s:.1f} s")
    asked = len(between(run.history.of(Called), from_s, to_s))
    if refusals > asked + most:
        return failed(
            f"the refused key was tried {refusals} times in {to_s - from_s:g} s, "
            f"for {asked} calls of the user"
        )
    return passed(f"the refused key was tried {refusals} times, for {asked} calls of the user")


def revoked_key_shows_in_health(run: Run, revoked_s: float, restored_s: float, *, within_s: float) -> Verdict:
    """Health turns bad that soon after the key was revoked, stays so, and is good again as soon after.

    Premise: health was good before, and the venue refused the key.
    """
    _refusals(run, revoked_s, restored_s)
    samples = list(run.history.of(HealthSampled))
    if not any(e.event.health.healthy for e in samples if e.at_s < revoked_s):
        raise Inconclusive("health was never good before the key was revoked")
    blind = [e for e in between(samples, revoked_s + within_s, restored_s) if e.event.health.healthy]
    if blind:
        return failed(
            f"health is good at {blind[0].at_s:.0f} s ({blind[0].event.health.detail}), "
            f"the key was revoked at {revoked_s:g} s"
        )
    late = between(samples, restored_s + within_s, samples[-1].at_s + 1.0)
    if late and not late[-1].event.health.healthy:
        return failed(
            f"health is still bad at {late[-1].at_s:.0f} s ({late[-1].event.health.detail}), "
            f"the key is good again since {restored_s:g} s"
        )
    return passed(f"health told of the key revoked at {revoked_s:g} s")


def numbers_are_in_order(run: Run, refusal: str) -> Verdict:
    """No request is refused because its number was not above all before it. `refusal` is what is said then.

    Premise: calls were under way at the same time.
    """
    calls = [e.at_s for e in run.history.of(Called)]
    if len(calls) == len(dict.fromkeys(calls)):
        raise Inconclusive("no two calls were made at once")
    refused = _refused_with(run, refusal)
    if refused:
        return failed(
            f"{len(refused)} requests were refused with {refusal}, first at {refused[0]:.2f} s: "
            "one that was stamped later had arrived before"
        )
    return passed(f"{len(calls)} calls, some of them at once, and no request out of order")


def refused_number_is_left_behind(run: Run, refusal: str, *, most: int) -> Verdict:
    """A number too low is refused at most so often before higher ones are used. Premise: one was refused."""
    refused = _refused_with(run, refusal)
    if not refused:
        raise Inconclusive(f"nothing was refused with {refusal}")
    told = f"{len(refused)} requests were refused with {refusal}"
    return failed(f"{told}, {most} are enough to find out") if len(refused) > most else passed(told)


# --- inside ---------------------------------------------------------------------------------------


def _refusals(run: Run, from_s: float, to_s: float) -> int:
    answers = between(run.ledger.of(RequestAnswered), from_s, to_s)
    count = sum(1 for e in answers if e.fact.outcome == Outcome.UNAUTHORISED)
    if not count:
        raise Inconclusive("the venue never refused the key")
    return count


def _ending(run: Run, call: int) -> str:
    for entry in run.history.entries:
        event = entry.event
        if isinstance(event, Raised) and event.call == call:
            return f"{event.kind}: {event.text[:120]}"
        if isinstance(event, NeverAnswered) and event.call == call:
            return f"no answer in {event.patience_s:g} s"
        if isinstance(event, Returned) and event.call == call:
            return "it was told as done"
    return "it is still under way"


def _refused_with(run: Run, refusal: str) -> list[float]:
    """When."""
    return [e.at_s for e in run.ledger.of(RequestAnswered) if e.fact.code == refusal]
