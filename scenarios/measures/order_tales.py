"""The two tales of every order as lines of time: what the venue held, and what the user was told."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fakes.ledger import (
    Fact,
    OrderAccepted,
    OrderAmended,
    OrderDone,
    RequestAnswered,
    SelfTradePrevented,
    Traded,
)
from scenarios.checks.answers import is_denial
from scenarios.checks.order_truth import ACCOUNT
from scenarios.history import Called, NeverAnswered, Raised, Returned, Told
from scenarios.measures.records import Records
from subjects.seen import Claim, Intent, OrderSeen, State

Key = tuple[str, str]
"""Symbol and client order id."""
Belief = tuple[Decimal, Decimal] | None
"""Open and filled quantity; None = the user knows that he does not know."""
NOTHING = (Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class Held:
    """What the venue held under one name: of the order that the user wanted, and of all beyond it."""

    open: Decimal
    filled: Decimal
    extra: Decimal
    price: Decimal


@dataclass(slots=True)
class _Live:
    key: Key
    lots: int
    ticks: int
    extra: bool
    filled: int = 0
    over: bool = False

    @property
    def open(self) -> int:
        return 0 if self.over else self.lots - self.filled


def held(records: Records) -> dict[Key, list[tuple[float, Held]]]:
    """What the venue held under each name that the subject placed, after each change."""
    return records.once("held", lambda: _held(records))


def believed(records: Records) -> dict[Key, list[tuple[float, Belief]]]:
    """What the user was told under each name that he gave or was given, after each word."""
    return records.once("believed", lambda: _believed(records))


def _held(records: Records) -> dict[Key, list[tuple[float, Held]]]:
    wanted: dict[Key, int] = {key: 1 for key in believed(records)}
    wanted |= _submits(records)
    orders: dict[tuple[str, int], _Live] = {}
    under: dict[Key, list[_Live]] = {}
    tales: dict[Key, list[tuple[float, Held]]] = {}
    for at_s, fact in _facts(records):
        for order in _changed(fact, orders):
            tales.setdefault(order.key, []).append((at_s, _state(records, order.key, under)))
        if isinstance(fact, OrderAccepted) and fact.account == ACCOUNT:
            key = fact.symbol, fact.client_order_id
            if key not in wanted and fact.request_id is None:
                continue  # not the subject's doing: the account is used by others as well
            of_name = under.setdefault(key, [])
            extra = len(of_name) >= wanted.get(key, 0)
            order = _Live(key, fact.lots, fact.ticks or 0, extra)
            of_name.append(order)
            orders[fact.symbol, fact.order_id] = order
            tales.setdefault(key, []).append((at_s, _state(records, key, under)))
    return tales


def _facts(records: Records) -> Iterator[tuple[float, Fact]]:
    entries = [
        entry
        for kind in (OrderAccepted, Traded, OrderDone, OrderAmended, SelfTradePrevented)
        for entry in records.facts(kind)
    ]
    entries.sort(key=lambda entry: entry.number)
    for entry in entries:
        yield entry.at_s, entry.fact


def _changed(fact: Fact, orders: dict[tuple[str, int], _Live]) -> list[_Live]:
    """Bring the orders up to date with that fact; those that it changed."""
    found: list[_Live] = []
    if isinstance(fact, Traded):
        for number in (fact.maker_order_id, fact.taker_order_id):
            if (order := orders.get((fact.symbol, number))) is not None:
                order.filled += fact.lots
                order.ticks = order.ticks or fact.ticks
                found.append(order)
    elif isinstance(fact, OrderDone | OrderAmended):
        if (order := orders.get((fact.symbol, fact.order_id))) is not None:
            if isinstance(fact, OrderDone):
                order.over = True
            else:
                order.lots = fact.lots
            found.append(order)
    elif isinstance(fact, SelfTradePrevented):
        taken = ((fact.maker_order_id, fact.maker_lots), (fact.taker_order_id, fact.taker_lots))
        for number, lots in taken:
            if (order := orders.get((fact.symbol, number))) is not None:
                order.lots -= lots
                found.append(order)
    return found


def _state(records: Records, key: Key, under: dict[Key, list[_Live]]) -> Held:
    """Of a name that was wanted again, the latest order counts; the one before was over."""
    instrument = records.run.ledger.instruments[key[0]]
    orders = under[key]
    latest = next((order for order in reversed(orders) if not order.extra), None)
    extra = sum(order.open + order.filled for order in orders if order.extra)
    return Held(
        open=instrument.quantity(latest.open if latest else 0),
        filled=instrument.quantity(latest.filled if latest else 0),
        extra=instrument.quantity(extra),
        price=instrument.price(max(order.ticks for order in orders)),
    )


def _submits(records: Records) -> dict[Key, int]:
    """How often each name was given to an order."""
    count: dict[Key, int] = {}
    for entry in records.events(Called):
        if (intent := _intent(entry.event)) is not None and intent.client_order_id:
            key = intent.symbol, intent.client_order_id
            count[key] = count.get(key, 0) + 1
    return count


def _believed(records: Records) -> dict[Key, list[tuple[float, Belief]]]:
    called = {entry.event.call: entry for entry in records.events(Called)}
    named: dict[Key, list[tuple[float, Belief]]] = {key: [] for key in _submits(records)}
    refused_s = [entry.at_s for entry in records.facts(RequestAnswered) if is_denial(entry.fact)]
    for entry in records.run.history.entries:
        event = entry.event
        if isinstance(event, Told | Returned):
            word = event.seen if isinstance(event, Told) else event.result
            placed = isinstance(event, Returned) and event.verb in ("submit", "replace")
            for seen in word if isinstance(word, Sequence) else (word,):
                if isinstance(seen, OrderSeen):
                    key = seen.symbol, seen.client_order_id
                    if placed:
                        named.setdefault(key, [])
                    if key in named:
                        named[key].append((entry.at_s, _belief(seen)))
        elif isinstance(event, Raised | NeverAnswered) and (call := called.get(event.call)) is not None:
            of_intent = _intent(call.event)
            if of_intent is not None and of_intent.client_order_id:
                claim = event.claim if isinstance(event, Raised) else Claim.UNKNOWN
                key = of_intent.symbol, of_intent.client_order_id
                if claim is Claim.DID_NOT_HAPPEN or (claim is Claim.UNKNOWN and not named[key]):
                    gone = claim is Claim.DID_NOT_HAPPEN
                    named[key].append((entry.at_s, NOTHING if gone else None))
            elif isinstance(event, Raised) and event.verb == "order":
                key = call.event.arguments[0], call.event.arguments[1]
                asked = any(call.at_s <= at_s <= entry.at_s for at_s in refused_s)
                if key in named and asked and event.claim is Claim.DID_NOT_HAPPEN:
                    named[key].append((entry.at_s, NOTHING))
    return named


def _intent(called: Called) -> Intent | None:
    if called.verb not in ("submit", "replace"):
        return None
    intent = called.arguments[0 if called.verb == "submit" else 2]
    return intent if isinstance(intent, Intent) else None


def _belief(seen: OrderSeen) -> Belief:
    if seen.state is State.UNKNOWN:
        return None
    if seen.state is State.REJECTED:
        return NOTHING
    return (Decimal(0) if seen.state.final else seen.quantity - seen.filled), seen.filled
