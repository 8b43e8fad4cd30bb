"""The account's stream: who listens under which key, and carrying each account's news there (BFU-57).

News leave in the order of what happened, one millisecond after it, as on Spot.
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from fakes.exchange import Batch, Exchange
from fakes.ledger import BalanceChanged, FundingPaid, Ledger, PositionChanged, Subscribed, Unsubscribed
from fakes.operations import Role, StreamKind
from fakes.serving.publisher import Message, Publisher
from fakes.serving.session import Desk, Session
from fakes.serving.wire_json import encoded
from fakes.venues.binance.usdm import account_events
from fakes.venues.binance.usdm.account_events import REASONS, Event
from fakes.venues.binance.usdm.listen_keys import ListenKeys
from fakes.venues.binance.usdm.numbers import UsdmScale

STREAM: Final = "userData"
REPORT_DELAY_S: Final = 0.001
KINDS: Final = {
    "ORDER_TRADE_UPDATE": StreamKind.ORDER,
    "TRADE_LITE": StreamKind.ORDER,
    "ACCOUNT_UPDATE": StreamKind.BALANCE,
}


@dataclass(slots=True, eq=False)
class Subscription:
    """One key on one connection; no `events` = all."""

    session: Session
    key: str
    account: str
    events: tuple[str, ...]
    combined: bool
    muted: bool = False


class UsdmUserData:
    def __init__(
        self,
        *,
        exchange: Exchange,
        ledger: Ledger,
        desk: Desk,
        keys: ListenKeys,
        clock_ms: Callable[[], int],
        publisher: Publisher,
    ) -> None:
        self._exchange = exchange
        self._ledger = ledger
        self._desk = desk
        self._keys = keys
        self._clock_ms = clock_ms
        self._publisher = publisher
        self._subscriptions: dict[tuple[int, str], Subscription] = {}
        self._wallets: dict[tuple[str, str], int] = {}
        self._outbox: deque[tuple[str, Event]] = deque()
        keys.ended = self._key_ended
        exchange.listen_to_watched(self._on_batch)

    # --- who listens --------------------------------------------------------------------------------

    def subscribe(self, session: Session, key: str, events: tuple[str, ...], *, combined: bool) -> None:
        """A key that is not valid is listened to in vain."""
        account = self._keys.account_of(key)
        opinion = self._desk.subscribe(session.number, STREAM)
        if account is None or opinion == "refuse":
            return
        for asset, balance in self._exchange.accounts.of(account).items():
            self._wallets.setdefault((account, asset), balance.total_atoms)
        self._subscriptions[session.number, key] = Subscription(
            session, key, account, events, combined, muted=opinion == "mute"
        )
        self._ledger.record(Subscribed(session=session.number, stream=STREAM))

    def depart(self, session: Session) -> None:
        """The connection is gone."""
        for place in [place for place in self._subscriptions if place[0] == session.number]:
            del self._subscriptions[place]

    def _key_ended(self, key: str, announced: bool) -> None:
        """The connection stays, and hears nothing more (BFU-52)."""
        for place, one in list(self._subscriptions.items()):
            if one.key == key:
                del self._subscriptions[place]
                self._ledger.record(Unsubscribed(session=one.session.number, stream=STREAM))
                if announced:
                    self._push(one, account_events.expired(key, self._clock_ms()))

    # --- news -----------------------------------------------------------------------------------------

    def tell(self, account: str, event: Event) -> None:
        """Now, or after what waits already."""
        if not self._outbox:
            asyncio.get_running_loop().call_later(REPORT_DELAY_S, self._flush)
        self._outbox.append((account, event))

    def _on_batch(self, batch: Batch) -> None:
        if not self._subscriptions:
            return
        scale = UsdmScale(self._exchange.instrument(batch.symbol)) if batch.symbol else None
        wallets: dict[str, BalanceChanged] = {}
        for step in batch.steps:
            fact = step.fact
            if isinstance(fact, BalanceChanged):
                if fact.cause == "trade":
                    wallets[fact.account] = fact
                elif fact.cause in REASONS:
                    self._moved(fact, batch.at_ms)
            elif isinstance(fact, PositionChanged) and scale is not None:
                self._position(scale, fact, wallets[fact.account], batch.at_ms)
            elif scale is not None and not isinstance(fact, FundingPaid):
                for order in step.orders:
                    for event in account_events.order_events(scale, fact, order, batch.at_ms):
                        self.tell(order.account, event)

    def _position(self, scale: UsdmScale, fact: PositionChanged, wallet: BalanceChanged, at_ms: int) -> None:
        """A trade: the wallet that its gain and fee moved, and the position that it made."""
        self._wallets[wallet.account, wallet.asset] = wallet.free_atoms + wallet.held_atoms
        line = account_events.wallet_line(
            wallet.asset, self._amount(wallet.asset, _total(wallet)), Decimal(0)
        )
        mark = self._exchange.contracts.mark_ticks(fact.symbol)
        position = account_events.position_line(scale, fact, mark)
        self.tell(fact.account, account_events.account_update("ORDER", [line], [position], at_ms, at_ms))

    def _moved(self, fact: BalanceChanged, at_ms: int) -> None:
        """Funding, or money from outside: no position changes (BFU-55)."""
        before = self._wallets.get((fact.account, fact.asset), 0)
        self._wallets[fact.account, fact.asset] = _total(fact)
        line = account_events.wallet_line(
            fact.asset,
            self._amount(fact.asset, _total(fact)),
            self._amount(fact.asset, _total(fact) - before),
        )
        self.tell(fact.account, account_events.account_update(REASONS[fact.cause], [line], [], at_ms, at_ms))

    def _amount(self, asset: str, atoms: int) -> Decimal:
        return Decimal(atoms).scaleb(-self.precision(asset))

    def precision(self, asset: str) -> int:
        """Decimal places of an asset's atoms."""
        for symbol in self._exchange.symbols():
            instrument = self._exchange.instrument(symbol)
            if asset in (instrument.base, instrument.quote):
                return instrument.base_precision if asset == instrument.base else instrument.quote_precision
        return 8

    def _flush(self) -> None:
        while self._outbox:
            account, event = self._outbox.popleft()
            for one in list(self._subscriptions.values()):
                if one.account == account and (not one.events or event["e"] in one.events):
                    self._push(one, event)

    def _push(self, one: Subscription, event: Event) -> None:
        if one.muted:
            return
        body = encoded(event)
        if one.combined:
            body = b'{"stream":%b,"data":%b}' % (encoded(one.key), body)
        order = event.get("o", {})
        self._publisher.publish(
            one.session,
            Message(
                role=Role.USER,
                kind=KINDS.get(event["e"], StreamKind.SYSTEM),
                stream=STREAM,
                payload=event,
                body=body,
                reports_fill=order.get("x") in ("TRADE", "CALCULATED"),
            ),
        )


def _total(fact: BalanceChanged) -> int:
    return fact.free_atoms + fact.held_atoms
