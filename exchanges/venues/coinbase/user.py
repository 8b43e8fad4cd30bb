"""The private stream: totals of orders, and executions by request (CBS-73 to CBS-78)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.errors import AuthenticationFailed, SubscriptionRefused
from exchanges.models import Order
from exchanges.trading.user import UserStream
from exchanges.venues.coinbase.accounts import order_in_report
from exchanges.venues.coinbase.errors import UNAUTHENTICATED, VENUE
from exchanges.venues.coinbase.messages import (
    Heartbeats,
    Report,
    SubscriptionsMessage,
    UserMessage,
    epoch_ms,
)
from exchanges.venues.coinbase.signing import signer_of
from exchanges.venues.coinbase.talk import HEARTBEATS, Place, Talk

_CHANNEL = "user"
_REMEMBERED_ORDERS = 5_000

_decode = msgspec.json.Decoder(UserMessage | Heartbeats | SubscriptionsMessage).decode


class CoinbaseUserStream(UserStream):
    """Remembers what it was told of each order: the last report does not say how much was wanted (CBS-76)."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._signer = signer_of(self._credentials, "")
        self._talk = Talk(self._log, self._oddities, self._proof)
        self._told: dict[str, Order] = {}

    def _proof(self, channel: str, products: Sequence[str]) -> Mapping[str, str]:
        return self._signer.fields(channel, products, self._rest.venue_ms() / 1000)

    async def greet(self, connection: Connection) -> None:
        """A refused token does not say why (CBS-65): the clock is looked at before the key is blamed."""
        try:
            await self._subscribe(connection)
        except SubscriptionRefused as refusal:
            if refusal.code != UNAUTHENTICATED:
                raise
            await self._rest.sync_clock()
            await self._subscribe_or_blame_the_key(connection)

    async def _subscribe_or_blame_the_key(self, connection: Connection) -> None:
        try:
            await self._subscribe(connection)
        except SubscriptionRefused as refusal:
            if refusal.code != UNAUTHENTICATED:
                raise
            error = AuthenticationFailed(refusal.message, venue=VENUE, code=refusal.code)
            self._rest.judge_key(error)
            raise error from None

    async def _subscribe(self, connection: Connection) -> None:
        within_s = self._config().timeouts.subscribe_s
        await self._talk.open(connection, HEARTBEATS, within_s)
        await self._talk.open(connection, _CHANNEL, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._on_other(raw, connection)
            return True
        self._count(self._talk.place(connection, message.sequence_num))
        if isinstance(message, UserMessage):
            self._on_reports(message, raw)
        elif isinstance(message, SubscriptionsMessage):
            self._talk.confirmed(message, connection)
        return True

    def _on_other(self, raw: bytes, connection: Connection) -> None:
        """Neither data that can be read nor an answer."""
        if b'"user"' in raw:
            self._lost(raw, "unreadable message")
            self._talk.place_of(raw, connection)
        else:
            self._count(self._talk.handle(raw, connection))

    def _count(self, place: Place) -> None:
        """CBS-63: a hole means that something was not told."""
        if place is Place.BEYOND_A_HOLE:
            self._listener.doubt("messages of the connection are missing")

    def _on_reports(self, message: UserMessage, raw: bytes) -> None:
        told_ms = epoch_ms(message.timestamp)
        for event in message.events:
            for report in event.orders:
                try:
                    self._on_report(report, told_ms)
                except (ValueError, ArithmeticError) as error:
                    self._lost(raw, f"unreadable report ({type(error).__name__})")
        self._listener.on_moved()  # CBS-78

    def _on_report(self, report: Report, told_ms: int) -> None:
        order = order_in_report(report, told_ms, self._told.get(report.order_id))
        self._remember(order)
        self._listener.on_report(order, None)

    def _remember(self, order: Order) -> None:
        order_id = order.venue_order_id or ""
        self._told.pop(order_id, None)
        self._told[order_id] = order
        if len(self._told) > _REMEMBERED_ORDERS:
            finished = next((known for known, old in self._told.items() if old.status.is_final), None)
            if finished is not None:
                del self._told[finished]

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        """Never: an answer has a number, too, and is counted when its turn comes."""
        self._talk.answered(raw, connection)
        return False
