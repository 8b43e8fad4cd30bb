"""Does the venue hold exactly the orders that the user wanted, and was the user told the truth about them?"""

from fakes.ledger import OrderAccepted, OrderDone, RequestReceived
from fakes.matching import DoneReason
from fakes.operations import Operation
from scenarios.checks.order_truth import (
    ACCOUNT,
    calls,
    denials,
    intents,
    last_word,
    news,
    truth_of,
)
from scenarios.history import NeverAnswered
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Claim, Intent, State

UNDER_WAY_S = 1.0
"""What reaches the venue so soon after a call ended may have been sent before."""


def orders_exist_once(run: Run) -> Verdict:
    """The venue accepted at most one order for each client order id, and none that nobody wanted.

    Premise: the venue accepted at least one order.
    """
    wanted = {intent.client_order_id: 0 for intent in intents(run)}
    strangers = []
    for entry in run.ledger.of(OrderAccepted):
        if entry.fact.account != ACCOUNT:
            continue
        if entry.fact.client_order_id in wanted:
            wanted[entry.fact.client_order_id] += 1
        else:
            strangers.append(entry.fact.client_order_id)
    if not any(wanted.values()) and not strangers:
        raise Inconclusive("the venue accepted no order")
    doubled = {name: count for name, count in wanted.items() if count > 1}
    if doubled:
        return failed("; ".join(f"order {name} became {count} orders" for name, count in doubled.items()))
    if strangers:
        return failed(f"the venue accepted {len(strangers)} orders that nobody asked for: {strangers[:3]}")
    return passed(f"{sum(wanted.values())} orders, each exists once")


def every_order_is_accepted(run: Run) -> Verdict:
    """The venue, at which nothing was wrong, accepted each order that the user asked for.

    Premise: an order was submitted.
    """
    wanted = intents(run)
    if not wanted:
        raise Inconclusive("no order was submitted")
    for intent in wanted:
        if not truth_of(run, intent.client_order_id).accepted:
            return failed(f"order {intent.client_order_id} never came to be at {run.venue}")
    return passed(f"each of {len(wanted)} orders was accepted by {run.venue}")


def outcomes_are_never_denied(run: Run) -> Verdict:
    """No submit tells its user "it did not happen" of an order that the venue accepted, or the reverse.

    Premise: at least one submit ended.
    """
    judged = 0
    for call in calls(run, "submit"):
        intent: Intent = call.called.arguments[0]
        judged += 1
        exists = truth_of(run, intent.client_order_id).accepted > 0
        if exists and call.claim is Claim.DID_NOT_HAPPEN:
            return failed(
                f"at {call.ended_s:.1f} s the user was told that order {intent.client_order_id} "
                "was not placed, it lives at the venue"
            )
        if not exists and call.claim is Claim.HAPPENED:
            return failed(
                f"at {call.ended_s:.1f} s order {intent.client_order_id} was told as placed, "
                "the venue never accepted it"
            )
    if not judged:
        raise Inconclusive("no submit ever ended")
    return passed(f"{judged} outcomes told, none of them denied")


def last_word_is_true(run: Run) -> Verdict:
    """The last thing told of each order, by call or by stream, is what the venue holds.

    An id that became several orders has no one truth and is left to `orders_exist_once`.
    Premise: the venue accepted at least one order.
    """
    judged = 0
    for intent in intents(run):
        truth = truth_of(run, intent.client_order_id)
        word = last_word(run, intent.client_order_id)
        if truth.state is None:
            if word is not None and word.state not in (State.REJECTED, State.UNKNOWN):
                return failed(f"order {intent.client_order_id} is told as {word.state}, it never was")
            continue
        judged += 1
        if truth.accepted > 1:
            continue
        if word is None:
            return failed(f"order {intent.client_order_id} is {truth.state}, its user was never told")
        if (word.state, word.filled) != (truth.state, truth.filled):
            return failed(
                f"order {intent.client_order_id} is told as {word.state} with {word.filled} filled, "
                f"it is {truth.state} with {truth.filled}"
            )
    if not judged:
        raise Inconclusive("the venue accepted no order")
    return passed(f"the last word on each of {judged} orders is true")


def every_order_is_decided(run: Run, *, by_s: float) -> Verdict:
    """By `by_s` the user has been told of each order whether it exists, and the last such word is true.

    Premise: an order was submitted.
    """
    wanted = intents(run)
    if not wanted:
        raise Inconclusive("no order was submitted")
    for intent in wanted:
        name = intent.client_order_id
        exists = truth_of(run, name).accepted > 0
        told = _told_to_exist(run, name, by_s)
        if told is None:
            return failed(f"at {by_s:g} s it is still not told whether order {name} exists")
        if told is not exists:
            return failed(
                f"by {by_s:g} s order {name} was told as {_text(told)}, the venue {_knows(exists)} it"
            )
    return passed(f"of {len(wanted)} orders it was told by {by_s:g} s whether they exist")


def absence_is_never_claimed(run: Run) -> Verdict:
    """No question about an order that the venue has accepted is answered with "there is none".

    Premise: orders that exist were asked about.
    """
    asked = 0
    for call in calls(run, "order"):
        name = call.called.arguments[1]
        if not truth_of(run, name, call.called_s).accepted:
            continue
        asked += 1
        for denied_s in denials(run, name):
            if truth_of(run, name, denied_s).accepted:
                return failed(
                    f"at {denied_s:.1f} s the user was told that order {name} does not exist, it does"
                )
    if not asked:
        raise Inconclusive("no order that exists was asked about")
    return passed(f"{asked} questions about orders that exist, none was answered with absence")


def orders_are_placed_as_meant(run: Run) -> Verdict:
    """What is off the grid is refused; what the venue accepted has the price and quantity that were asked.

    Premise: an order on the grid was accepted, and one off it was submitted.
    """
    on_grid = off_grid = 0
    for intent in intents(run):
        instrument = run.ledger.instruments[intent.symbol]
        price = intent.price
        fits = intent.quantity % instrument.step_size == 0 and (price or 0) % instrument.tick_size == 0
        accepted = [
            entry.fact
            for entry in run.ledger.of(OrderAccepted)
            if entry.fact.account == ACCOUNT and entry.fact.client_order_id == intent.client_order_id
        ]
        on_grid += fits and bool(accepted)
        off_grid += not fits
        for order in accepted:
            quantity = instrument.quantity(order.lots)
            placed = None if order.ticks is None else instrument.price(order.ticks)
            if (quantity, placed) != (intent.quantity, price):
                return failed(
                    f"order {intent.client_order_id} was for {intent.quantity} at {price}, "
                    f"what was placed is {quantity} at {placed}"
                )
    if not (on_grid and off_grid):
        raise Inconclusive(f"{on_grid} orders on the grid were accepted, {off_grid} off it were tried")
    return passed(f"{off_grid} orders off the grid, none placed as something else")


def nothing_is_placed_after_stop(run: Run) -> Verdict:
    """Once stop has returned, no request to place an order reaches the venue.

    Premise: an order was accepted before, stop was called, and another was submitted after it.
    """
    stop = next(calls(run, "stop"), None)
    if stop is None or not any(entry.at_s < stop.called_s for entry in run.ledger.of(OrderAccepted)):
        raise Inconclusive("no order was accepted before a stop")
    if isinstance(stop.end, NeverAnswered):
        return failed(f"stop had not returned after {stop.end.patience_s:g} s")
    late = [
        entry
        for entry in run.ledger.of(RequestReceived)
        if entry.fact.operation == Operation.PLACE and entry.at_s > stop.ended_s + UNDER_WAY_S
    ]
    if late:
        return failed(
            f"stop returned at {stop.ended_s:.1f} s, {len(late)} orders left after it, "
            f"the first ({late[0].fact.client_order_id}) at {late[0].at_s:.1f} s"
        )
    refused = [call for call in calls(run, "submit") if call.called_s >= stop.ended_s]
    if not refused:
        raise Inconclusive("no order was submitted after the stop")
    return passed(f"{len(refused)} orders submitted after stop, none left")


def remainder_is_told_as_ended(run: Run) -> Verdict:
    """An order that ended with a part filled is told as ended, with exactly that part.

    A subject may call such an end CANCELED, as many venues do. Premise: such an order was accepted.
    """
    judged = 0
    for intent in intents(run):
        truth = truth_of(run, intent.client_order_id)
        if not truth.filled or not _ended_by_itself(run, intent.client_order_id):
            continue
        judged += 1
        words = [seen for _, seen in news(run) if seen.client_order_id == intent.client_order_id]
        if not words:
            return failed(f"of order {intent.client_order_id} the user was never told")
        for word in words:
            if word.state is State.FILLED or word.filled > truth.filled:
                return failed(
                    f"order {intent.client_order_id} was told as {word.state} with {word.filled} filled, "
                    f"it ended with {truth.filled} of {intent.quantity}"
                )
        ended = words[-1].state in (State.EXPIRED, State.CANCELED)
        if not ended or words[-1].filled != truth.filled:
            return failed(
                f"the last word on order {intent.client_order_id} is {words[-1].state} with "
                f"{words[-1].filled} filled, it ended with {truth.filled}"
            )
    if not judged:
        raise Inconclusive("no order ended with a part filled")
    return passed(f"{judged} orders that ended with a part filled were told as that")


def _ended_by_itself(run: Run, name: str) -> bool:
    """Whether the venue ended it for lack of anything to match: some call that canceled as well."""
    done = [entry.fact for entry in run.ledger.of(OrderDone) if entry.fact.client_order_id == name]
    unasked = (DoneReason.UNFILLED_IOC, DoneReason.NO_LIQUIDITY)
    return any(fact.status == "EXPIRED" or fact.reason in unasked for fact in done)


def _told_to_exist(run: Run, name: str, by_s: float) -> bool | None:
    words = [(at_s, False) for at_s in denials(run, name)]
    for call in calls(run, "submit"):
        if call.called.arguments[0].client_order_id == name and call.claim is not Claim.UNKNOWN:
            words.append((call.ended_s, call.claim is Claim.HAPPENED))
    for at_s, seen in news(run):
        if seen.client_order_id == name and seen.state is not State.UNKNOWN:
            words.append((at_s, seen.state is not State.REJECTED))
    return max((word for word in words if word[0] <= by_s), default=(0.0, None))[1]


def _text(exists: bool) -> str:
    return "placed" if exists else "not placed"


def _knows(exists: bool) -> str:
    return "holds" if exists else "never accepted"
