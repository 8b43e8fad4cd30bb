"""Does the venue hold exactly the orders that the user wanted, and was the user told the truth about them?"""

from dataclasses import dataclass
from decimal import Decimal

from fakes.ledger import OrderAccepted, OrderDone, Traded
from scenarios.history import Called, NeverAnswered, Raised, Returned, Told
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import Claim, Intent, OrderSeen, State

ACCOUNT = "subject"
"""The account whose keys the subject is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class True_:
    """What the venue knows of one client order id at the end of the run."""

    accepted: int
    state: State | None
    filled: Decimal


def intents(run: Run) -> list[Intent]:
    return [e.event.arguments[0] for e in run.history.of(Called) if e.event.verb == "submit"]


def truth_of(run: Run, client_order_id: str) -> True_:
    accepted = [
        e.fact
        for e in run.ledger.of(OrderAccepted)
        if e.fact.account == ACCOUNT and e.fact.client_order_id == client_order_id
    ]
    if not accepted:
        return True_(accepted=0, state=None, filled=Decimal(0))
    order = accepted[-1]
    lots = sum(
        e.fact.lots
        for e in run.ledger.of(Traded)
        if e.fact.symbol == order.symbol and order.order_id in (e.fact.maker_order_id, e.fact.taker_order_id)
    )
    done = [
        e.fact
        for e in run.ledger.of(OrderDone)
        if e.fact.symbol == order.symbol and e.fact.order_id == order.order_id
    ]
    state = _STATES[done[-1].status] if done else (State.PARTIALLY_FILLED if lots else State.OPEN)
    return True_(
        accepted=len(accepted), state=state, filled=run.ledger.instruments[order.symbol].quantity(lots)
    )


_STATES = {
    "FILLED": State.FILLED,
    "CANCELED": State.CANCELED,
    "EXPIRED": State.EXPIRED,
    "EXPIRED_IN_MATCH": State.EXPIRED,
}


def orders_exist_once(run: Run) -> Verdict:
    """The venue accepted at most one order for each intent, and none that nobody wanted.

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


def outcomes_are_never_denied(run: Run) -> Verdict:
    """No submit tells its user "it did not happen" of an order that the venue accepted, or the reverse.

    Premise: at least one submit ended.
    """
    judged = 0
    for called in run.history.of(Called):
        if called.event.verb != "submit":
            continue
        intent: Intent = called.event.arguments[0]
        claim = _claim(run, called.event.call)
        if claim is None:
            continue
        judged += 1
        exists = truth_of(run, intent.client_order_id).accepted > 0
        if exists and claim is Claim.DID_NOT_HAPPEN:
            return failed(f"order {intent.client_order_id} lives at the venue, its user was told it does not")
        if not exists and claim is Claim.HAPPENED:
            return failed(f"order {intent.client_order_id} was told as placed, the venue never accepted it")
    if not judged:
        raise Inconclusive("no submit ever ended")
    return passed(f"{judged} outcomes told, none of them denied")


def last_word_is_true(run: Run) -> Verdict:
    """The last thing told of each order, by call or by stream, is what the venue holds.

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


def last_word(run: Run, client_order_id: str) -> OrderSeen | None:
    """The newest news of the order: an answer of submit, cancel or order, or a message of the stream."""
    word = None
    for entry in run.history.entries:
        event = entry.event
        news = event.seen if isinstance(event, Told) else getattr(event, "result", None)
        if isinstance(news, OrderSeen) and news.client_order_id == client_order_id:
            word = news
    return word


def _claim(run: Run, call: int) -> Claim | None:
    for entry in run.history.entries:
        event = entry.event
        if isinstance(event, Returned) and event.call == call:
            seen = event.result
            if isinstance(seen, OrderSeen) and seen.state is State.UNKNOWN:
                return Claim.UNKNOWN
            rejected = isinstance(seen, OrderSeen) and seen.state is State.REJECTED
            return Claim.DID_NOT_HAPPEN if rejected else Claim.HAPPENED
        if isinstance(event, Raised) and event.call == call:
            return event.claim
        if isinstance(event, NeverAnswered) and event.call == call:
            return Claim.UNKNOWN
    return None
