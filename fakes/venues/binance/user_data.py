"""User data: orders and balances, pushed to whoever subscribed to their account (BIN-40 to BIN-43).

Reports leave in the order of what happened, one millisecond after it: the answer to the request that
caused them usually comes first, and nothing is promised (BIN-46).
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import BalanceChanged, Ledger, Subscribed, Unsubscribed
from fakes.operations import Role, StreamKind
from fakes.serving.publisher import Message, Publisher
from fakes.serving.session import Session
from fakes.serving.wire_json import encoded
from fakes.venues.binance.event_times import event_in_microseconds
from fakes.venues.binance.execution_reports import report
from fakes.venues.binance.numbers import Scale, atoms_text

STREAM: Final = "userData"
REPORT_DELAY_S: Final = 0.001
ASSET_PRECISION: Final = 8

Event = dict[str, Any]


@dataclass(slots=True, eq=False)
class Subscription:
    """One account on one connection. `by_logon` = it ends with the session's log-out."""

    session: Session
    number: int
    account: str
    by_logon: bool
    microseconds: bool
    muted: bool = False


class UserData:
    def __init__(
        self, *, exchange: Exchange, ledger: Ledger, clock_ms: Callable[[], int], publisher: Publisher
    ) -> None:
        self._exchange = exchange
        self._ledger = ledger
        self._clock_ms = clock_ms
        self._publisher = publisher
        self._subscriptions: dict[tuple[int, int], Subscription] = {}
        self._totals: dict[tuple[str, str], int] = {}
        self._last_execution_id = 0
        self._outbox: deque[tuple[str, Event]] = deque()
        exchange.listen_to_watched(self._on_batch)

    # --- who listens ------------------------------------------------------------------------------

    def subscribe(self, subscription: Subscription) -> None:
        account = subscription.account
        for asset, balance in self._exchange.accounts.of(account).items():
            self._totals.setdefault((account, asset), balance.total_atoms)
        self._subscriptions[subscription.session.number, subscription.number] = subscription
        self._ledger.record(Subscribed(session=subscription.session.number, stream=STREAM))

    def unsubscribe(self, subscription: Subscription, *, announce: bool) -> None:
        """`announce`: send the event that says so (BIN-41)."""
        if self._subscriptions.pop((subscription.session.number, subscription.number), None) is None:
            return
        self._ledger.record(Unsubscribed(session=subscription.session.number, stream=STREAM))
        if announce:
            self._push(subscription, {"e": "eventStreamTerminated", "E": self._clock_ms()})

    def depart(self, session: Session) -> None:
        """The connection is gone."""
        for subscription in self.of(session):
            del self._subscriptions[session.number, subscription.number]

    def of(self, session: Session) -> list[Subscription]:
        """A connection's subscriptions, oldest first."""
        return [each for each in self._subscriptions.values() if each.session is session]

    def end_all(self, *, announce: bool) -> int:
        ended = list(self._subscriptions.values())
        for subscription in ended:
            self.unsubscribe(subscription, announce=announce)
        return len(ended)

    # --- news -------------------------------------------------------------------------------------

    def _on_batch(self, batch: Batch) -> None:
        if not self._subscriptions:
            return
        waiting = bool(self._outbox)
        if batch.symbol:
            self._order_news(batch)
        else:
            self._transfer_news(batch)
        if self._outbox and not waiting:
            asyncio.get_running_loop().call_later(REPORT_DELAY_S, self._flush)

    def _order_news(self, batch: Batch) -> None:
        """Each report is followed by the balances that it changed."""
        scale = None
        moved: dict[str, list[BalanceChanged]] = {}
        for step in batch.steps:
            if isinstance(step.fact, BalanceChanged):
                self._note(step.fact)
                moved.setdefault(step.fact.account, []).append(step.fact)
                continue
            if not step.orders:
                continue  # the crowd's doing
            self._position(moved, batch.at_ms)
            if scale is None:
                scale = Scale(self._exchange.instrument(batch.symbol))
            for order in step.orders:
                self._last_execution_id += 1
                event = report(scale, step.fact, order, self._last_execution_id, batch.at_ms)
                if event is not None:
                    self._outbox.append((order.account, event))
        self._position(moved, batch.at_ms)

    def _position(self, moved: dict[str, list[BalanceChanged]], at_ms: int) -> None:
        for account, changes in moved.items():
            self._outbox.append((account, _account_position(changes, at_ms)))
        moved.clear()

    def _transfer_news(self, batch: Batch) -> None:
        for step in batch.steps:
            fact = step.fact
            if not isinstance(fact, BalanceChanged):
                continue
            before = self._totals.get((fact.account, fact.asset), 0)
            self._note(fact)
            delta = fact.free_atoms + fact.held_atoms - before
            self._outbox.append((fact.account, _account_position([fact], batch.at_ms)))
            self._outbox.append((fact.account, _balance_update(fact.asset, delta, batch.at_ms)))

    def _note(self, fact: BalanceChanged) -> None:
        self._totals[fact.account, fact.asset] = fact.free_atoms + fact.held_atoms

    def _flush(self) -> None:
        while self._outbox:
            account, event = self._outbox.popleft()
            for subscription in list(self._subscriptions.values()):
                if subscription.account == account:
                    self._push(subscription, event)

    def _push(self, subscription: Subscription, event: Event) -> None:
        if subscription.muted:
            return
        payload = event_in_microseconds(event) if subscription.microseconds else event
        self._publisher.publish(
            subscription.session,
            Message(
                role=Role.USER,
                kind=_kind(event),
                stream=STREAM,
                payload=payload,
                body=b'{"subscriptionId":%d,"event":%b}' % (subscription.number, encoded(payload)),
                sequence=event.get("I"),
                reports_fill=event.get("x") == "TRADE",
            ),
        )


def _kind(event: Event) -> StreamKind:
    if event["e"] == "executionReport":
        return StreamKind.ORDER
    return StreamKind.SYSTEM if event["e"] == "eventStreamTerminated" else StreamKind.BALANCE


def _account_position(changes: list[BalanceChanged], at_ms: int) -> Event:
    last = {change.asset: change for change in changes}
    return {
        "e": "outboundAccountPosition",
        "E": at_ms,
        "u": at_ms,
        "B": [
            {"a": asset, "f": _amount(change.free_atoms), "l": _amount(change.held_atoms)}
            for asset, change in last.items()
        ],
    }


def _balance_update(asset: str, delta_atoms: int, at_ms: int) -> Event:
    return {"e": "balanceUpdate", "E": at_ms, "a": asset, "d": _amount(delta_atoms), "T": at_ms}


def _amount(atoms: int) -> str:
    return atoms_text(atoms, ASSET_PRECISION)
