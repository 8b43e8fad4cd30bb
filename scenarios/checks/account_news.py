"""Does what the user was told of orders agree with itself and with the venue, whatever brought it?"""

from fakes.ledger import OrderDone, SessionClosed, SessionOpened, Subscribed, Unsubscribed
from scenarios.checks.order_truth import ACCOUNT, calls, intents, news, truth_of
from scenarios.history import NeverAnswered
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import OrderSeen, State


def ends_are_told(run: Run, *, within_s: float) -> Verdict:
    """An order of the user's that ends without a fill is told as ended, with what was filled, by `within_s`.

    A subject may call the end CANCELED or EXPIRED, as it likes. Premise: an order ended so.
    """
    placed = dict.fromkeys(intent.client_order_id for intent in intents(run))
    judged = 0
    for entry in run.ledger.of(OrderDone):
        name = entry.fact.client_order_id
        if entry.fact.account != ACCOUNT or name not in placed or entry.fact.status == "FILLED":
            continue
        judged += 1
        filled = truth_of(run, name).filled
        told_s = next(
            (
                at_s
                for at_s, seen in news(run)
                if seen.client_order_id == name
                and seen.state in (State.CANCELED, State.EXPIRED)
                and seen.filled == filled
            ),
            None,
        )
        due_s = entry.at_s + within_s
        if told_s is None or told_s > due_s:
            when = "never told" if told_s is None else f"told only at {told_s:.1f} s"
            return failed(
                f"order {name} ended at {entry.at_s:.1f} s ({entry.fact.status}), "
                f"which was {when}; due by {due_s:.1f} s"
            )
    if not judged:
        raise Inconclusive("no order ended without a fill")
    return passed(f"{judged} ends, each told within {within_s:g} s")


def nothing_told_is_taken_back(run: Run) -> Verdict:
    """Over all that is told, by stream and by answer: no filled quantity shrinks, no finished order reopens.

    Premise: an order was told as finished while the user waited for the answer to a question about orders.
    """
    known: dict[str, OrderSeen] = {}
    for at_s, seen in news(run):
        if seen.state is State.UNKNOWN:
            continue
        before = known.get(seen.client_order_id)
        known[seen.client_order_id] = seen
        if before is None:
            continue
        if (before.state.final and not seen.state.final) or seen.filled < before.filled:
            return failed(
                f"at {at_s:.1f} s order {seen.client_order_id} was told as {seen.state} with {seen.filled} "
                f"filled, after it had been told as {before.state} with {before.filled}"
            )
    finished_s = [at_s for at_s, seen in run.history.told(OrderSeen) if seen.state.final]
    asked = [*calls(run, "order"), *calls(run, "open_orders")]
    overtaken = [call for call in asked if any(call.called_s < at_s < call.ended_s for at_s in finished_s)]
    if not overtaken:
        raise Inconclusive("no order was told as finished while the user waited for an answer")
    return passed(f"{len(overtaken)} answers were overtaken by the stream, and nothing was taken back")


def subscriptions_do_not_multiply(run: Run, *, stream: str, before_s: float, settled_s: float) -> Verdict:
    """At `settled_s` the stream is subscribed no more often than it was at `before_s`.

    Premise: it was subscribed, and is so again.
    """
    before = _subscribed(run, stream, before_s)
    if not before:
        raise Inconclusive(f"{stream} was not subscribed at {before_s:g} s")
    after = _subscribed(run, stream, settled_s)
    if not after:
        raise Inconclusive(f"{stream} is not subscribed at {settled_s:g} s")
    if after > before:
        return failed(f"{before} subscriptions to {stream} at {before_s:g} s, {after} at {settled_s:g} s")
    return passed(f"{after} subscriptions to {stream}, as before")


def questions_end(run: Run, *, within_s: float) -> Verdict:
    """Each question about orders and balances comes to an end within `within_s`, whatever the end is.

    Premise: one was asked.
    """
    asked = [call for verb in ("order", "open_orders", "balances") for call in calls(run, verb)]
    for call in asked:
        if isinstance(call.end, NeverAnswered) or call.ended_s > call.called_s + within_s:
            return failed(
                f"{call.called.verb} was called at {call.called_s:.1f} s, "
                f"and the user waited until {call.ended_s:.1f} s"
            )
    if not asked:
        raise Inconclusive("nothing was asked")
    return passed(f"{len(asked)} questions, each came to an end within {within_s:g} s")


def connection_is_left_alone(run: Run, *, from_s: float, to_s: float, most: int) -> Verdict:
    """In that time at most so many connections were opened. Premise: one was open when it began."""
    opened = [entry for entry in run.ledger.of(SessionOpened)]
    if not any(entry.at_s < from_s for entry in opened):
        raise Inconclusive(f"no connection was opened before {from_s:g} s")
    new = [entry for entry in opened if from_s <= entry.at_s <= to_s]
    if len(new) > most:
        return failed(
            f"{len(new)} new connections between {from_s:g} s and {to_s:g} s though nothing was wrong, "
            f"the first at {new[0].at_s:.0f} s"
        )
    return passed(f"{len(new)} new connections in {to_s - from_s:g} quiet seconds")


def _subscribed(run: Run, stream: str, at_s: float) -> int:
    """Subscriptions alive at that moment."""
    alive: dict[int, int] = {}
    for entry in run.ledger.entries:
        if entry.at_s > at_s:
            break
        fact = entry.fact
        if isinstance(fact, Subscribed) and fact.stream == stream:
            alive[fact.session] = alive.get(fact.session, 0) + 1
        elif isinstance(fact, Unsubscribed) and fact.stream == stream:
            alive[fact.session] -= 1
        elif isinstance(fact, SessionClosed):
            alive.pop(fact.session, None)
    return sum(alive.values())
