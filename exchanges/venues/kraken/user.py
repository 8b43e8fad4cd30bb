"""The private stream: a token, two channels, and what their reports mean (KRK-60 to KRK-65)."""

from __future__ import annotations

from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.models import Order
from exchanges.ratelimit import Priority
from exchanges.trading.user import UserStream
from exchanges.venues.kraken.accounts import fill_in_report, order_in_report
from exchanges.venues.kraken.limits import CALL, tier_of
from exchanges.venues.kraken.messages import (
    BalancesMessage,
    ExecutionsMessage,
    Report,
    StatusMessage,
    Token,
    UserMessage,
)
from exchanges.venues.kraken.talk import Talk
from exchanges.venues.kraken.wire import PRIVATE, result

_KNOWN_CHANNELS = (b'"executions"', b'"balances"')
_REMEMBERED_ORDERS = 5_000

_decode_token = result(Token)
_decode = msgspec.json.Decoder(UserMessage).decode


class KrakenUserStream(UserStream):
    """Remembers what it was told of each order: later reports do not repeat it (KRK-62)."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)
        self._told: dict[str, Order] = {}
        self._next: dict[tuple[str, str], int] = {}
        """By connection and channel: the sequence number that should come next."""

    async def greet(self, connection: Connection) -> None:
        token = await self._rest.signed(
            "POST",
            f"{PRIVATE}GetWebSocketsToken",
            {},
            _decode_token,
            cost=CALL,
            priority=Priority.RESOLVE,
        )
        executions = {
            "channel": "executions",
            "token": token.token,
            "snap_orders": True,
            "snap_trades": True,
        }
        within_s = self._config().timeouts.subscribe_s
        confirmed = await self._talk.open(connection, executions, within_s)
        if confirmed.maxratecount is not None:
            self._rest.adopt_limits(tier_of(confirmed.maxratecount).rules())  # KRK-27
        balances = {"channel": "balances", "token": token.token}
        await self._talk.open(connection, balances, within_s)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            if not self._talk.answered(raw, connection):
                self._on_other(raw, connection)
            return True
        if isinstance(message, ExecutionsMessage):
            self._count(connection, "executions", message.type, message.sequence)
            self._on_reports(message, raw)
        elif isinstance(message, BalancesMessage):
            self._count(connection, "balances", message.type, message.sequence)
            self._listener.on_moved()  # KRK-65: totals, without what orders hold of them
        elif isinstance(message, StatusMessage) and message.data:
            self._log.info("venue.status", system=message.data[-1].system)
        return True

    def _on_other(self, raw: bytes, connection: Connection) -> None:
        """Neither data that can be read nor an answer."""
        if any(name in raw for name in _KNOWN_CHANNELS):
            self._lost(raw, "unreadable message")
        else:
            self._talk.handle(raw, connection)

    def _on_reports(self, message: ExecutionsMessage, raw: bytes) -> None:
        for report in message.data:
            try:
                self._on_report(report, in_snapshot=message.type == "snapshot")
            except (ValueError, ArithmeticError) as error:
                self._lost(raw, f"unreadable report ({type(error).__name__})")
        self._listener.on_moved()  # an open order holds funds, and the channel of balances does not say so

    def _on_report(self, report: Report, *, in_snapshot: bool) -> None:
        order = order_in_report(report, self._told.get(report.order_id))
        if order is None:
            if not in_snapshot:
                self._listener.doubt("a report about an order of which nothing was told")
            return  # in a snapshot: a trade of an order that ended long ago
        self._remember(order)
        self._listener.on_report(order, fill_in_report(report, order))

    def _remember(self, order: Order) -> None:
        order_id = order.venue_order_id or ""
        self._told.pop(order_id, None)
        self._told[order_id] = order
        if len(self._told) > _REMEMBERED_ORDERS:
            finished = next((known for known, old in self._told.items() if old.status.is_final), None)
            if finished is not None:
                del self._told[finished]

    def _count(self, connection: Connection, channel: str, kind: str, sequence: int) -> None:
        """KRK-61: a hole means that something was not told."""
        key = (connection.identity, channel)
        expected = self._next.get(key)
        if expected is not None and sequence > expected and kind != "snapshot":
            self._listener.doubt(f"{sequence - expected} messages of {channel} are missing")
        self._next[key] = sequence + 1 if expected is None else max(expected, sequence + 1)
        while len(self._next) > 8:
            del self._next[next(iter(self._next))]

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"req_id"' in raw and self._talk.answered(raw, connection)
