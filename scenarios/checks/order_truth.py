"""What the venue knows of an order, and what the user was told of it: the two sides that checks compare."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import inf

from fakes.ledger import Entry, OrderAccepted, OrderDone, RequestAnswered, Traded
from scenarios.checks.answers import is_denial
from scenarios.history import Called, NeverAnswered, Raised, Returned, Told
from scenarios.run import Run
from subjects.seen import Claim, Intent, OrderSeen, State

ACCOUNT = "subject"
"""The account whose keys the subject is given."""

_STATES = {
    "FILLED": State.FILLED,
    "CANCELED": State.CANCELED,
    "EXPIRED": State.EXPIRED,
    "EXPIRED_IN_MATCH": State.EXPIRED,
    "REJECTED": State.REJECTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrueOrder:
    """What the venue knew of one client order id at some moment. `state` None = it never accepted it.

    Of an id that was accepted more than once, the latest order.
    """

    accepted: int
    state: State | None
    filled: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A call of the user's and how it ended."""

    called_s: float
    ended_s: float
    called: Called
    end: Returned | Raised | NeverAnswered

    @property
    def claim(self) -> Claim:
        """What the end says of a request to place or cancel. An order told as REJECTED never was."""
        if isinstance(self.end, Raised):
            return self.end.claim
        if isinstance(self.end, NeverAnswered):
            return Claim.UNKNOWN
        state = self.end.result.state if isinstance(self.end.result, OrderSeen) else None
        if state is State.UNKNOWN:
            return Claim.UNKNOWN
        return Claim.DID_NOT_HAPPEN if state is State.REJECTED else Claim.HAPPENED


def intents(run: Run) -> list[Intent]:
    return [e.event.arguments[0] for e in run.history.of(Called) if e.event.verb == "submit"]


def calls(run: Run, verb: str) -> Iterator[Ended]:
    """Calls of this verb that ended, in the order in which they were made."""
    ends: dict[int, tuple[float, Returned | Raised | NeverAnswered]] = {}
    for entry in run.history.entries:
        if isinstance(entry.event, Returned | Raised | NeverAnswered):
            ends[entry.event.call] = (entry.at_s, entry.event)
    for called in run.history.of(Called):
        if called.event.verb == verb and called.event.call in ends:
            ended_s, end = ends[called.event.call]
            yield Ended(called_s=called.at_s, ended_s=ended_s, called=called.event, end=end)


def truth_of(run: Run, client_order_id: str, at_s: float = inf, *, symbol: str | None = None) -> TrueOrder:
    """What the venue knew at that moment (the end of the run if not given), on that symbol or on any."""
    accepted = [
        entry.fact
        for entry in run.ledger.of(OrderAccepted)
        if entry.at_s <= at_s
        and entry.fact.account == ACCOUNT
        and entry.fact.client_order_id == client_order_id
        and symbol in (None, entry.fact.symbol)
    ]
    if not accepted:
        return TrueOrder(accepted=0, state=None, filled=Decimal(0))
    order = accepted[-1]
    lots = sum(
        entry.fact.lots
        for entry in run.ledger.of(Traded)
        if entry.at_s <= at_s
        and entry.fact.symbol == order.symbol
        and order.order_id in (entry.fact.maker_order_id, entry.fact.taker_order_id)
    )
    done = [
        entry.fact
        for entry in run.ledger.of(OrderDone)
        if entry.at_s <= at_s and entry.fact.symbol == order.symbol and entry.fact.order_id == order.order_id
    ]
    state = _STATES[done[-1].status] if done else (State.PARTIALLY_FILLED if lots else State.OPEN)
    filled = run.ledger.instruments[order.symbol].quantity(lots)
    return TrueOrder(accepted=len(accepted), state=state, filled=filled)


def own_trades(run: Run) -> Iterator[tuple[Entry[Traded], str]]:
    """Trades of the subject's orders, each with the client order id."""
    for entry in run.ledger.of(Traded):
        if entry.fact.maker_account == ACCOUNT:
            yield entry, entry.fact.maker_client_order_id
        if entry.fact.taker_account == ACCOUNT:
            yield entry, entry.fact.taker_client_order_id


def news(run: Run) -> Iterator[tuple[float, OrderSeen]]:
    """(at_s, order) of everything told of orders: answers of calls and messages of the stream."""
    for entry in run.history.entries:
        told = entry.event.seen if isinstance(entry.event, Told) else getattr(entry.event, "result", None)
        for item in told if isinstance(told, Sequence) else (told,):
            if isinstance(item, OrderSeen):
                yield entry.at_s, item


def last_word(run: Run, client_order_id: str) -> OrderSeen | None:
    """The newest news of the order."""
    word = None
    for _, seen in news(run):
        if seen.client_order_id == client_order_id:
            word = seen
    return word


def denials(run: Run, client_order_id: str) -> Iterator[float]:
    """When the user, asking for the order, was told that there is none: the subject raised what it calls
    "did not happen", and the venue had refused a query in the meantime."""
    refused = [entry.at_s for entry in run.ledger.of(RequestAnswered) if is_denial(entry.fact)]
    for asked in calls(run, "order"):
        if asked.called.arguments[1] != client_order_id or not isinstance(asked.end, Raised):
            continue
        answered = any(asked.called_s <= at_s <= asked.ended_s for at_s in refused)
        if answered and asked.end.claim is Claim.DID_NOT_HAPPEN:
            yield asked.ended_s
