"""The private stream: a login, three topics, and what they say (BYB-68, BYB-79 to BYB-81)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

import msgspec

from exchanges.connection import Connection
from exchanges.errors import AuthenticationFailed, SubscriptionRefused
from exchanges.signing import HmacSha256Signer
from exchanges.trading.user import UserStream
from exchanges.venues.bybit.accounts import fill_in, is_trade, order_behind, order_in
from exchanges.venues.bybit.api import BybitApi
from exchanges.venues.bybit.errors import LOGIN_REFUSED, VENUE
from exchanges.venues.bybit.messages import (
    ExecutionMessage,
    ExecutionRow,
    OrderMessage,
    OrderRow,
    UserMessage,
)
from exchanges.venues.bybit.talk import Talk

_LOGIN_MS = 10_000
"""A login is good for so long: enough for a slow handshake, and for a clock that is a little off."""


class BybitUserStream(UserStream):
    """Orders and executions come in messages of their own, in either order; there is no snapshot."""

    category: ClassVar[str] = BybitApi.category
    topics: ClassVar[tuple[str, ...]] = ("order", "execution", "wallet")
    """All at once (BYB-79): forms by category may not be mixed with the others."""
    decoder: ClassVar[msgspec.json.Decoder[Any]] = msgspec.json.Decoder(UserMessage)

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)
        self._signer = HmacSha256Signer(self._credentials.secret)

    async def greet(self, connection: Connection) -> None:
        within_s = self._config().timeouts.subscribe_s
        expires_ms = self._rest.venue_ms() + _LOGIN_MS
        signature = self._signer.sign(f"GET/realtime{expires_ms}".encode())
        login = [self._credentials.api_key, expires_ms, signature]
        reply = await self._talk.ask(connection, "auth", login, within_s)
        if reply.success is False:
            refusal = AuthenticationFailed(f"login refused: {reply.ret_msg}", venue=VENUE, code=LOGIN_REFUSED)
            self._rest.judge_key(refusal)
            raise refusal
        reply = await self._talk.ask(connection, "subscribe", self.topics, within_s)
        if reply.success is False:
            raise SubscriptionRefused(f"refused: {reply.ret_msg}", venue=VENUE)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = self.decoder.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            if not self._talk.answered(raw, connection):
                self._on_other(raw, connection)
            return True
        self._on_message(raw, message)
        # BYB-81: a wallet is told whole or in parts, and which, nobody says. An order holds funds, too.
        self._listener.on_moved()
        return True

    def _on_message(self, raw: bytes, message: Any) -> None:
        if isinstance(message, OrderMessage):
            for order in message.data:
                self._take(raw, order, self._on_order)
        elif isinstance(message, ExecutionMessage):
            for execution in message.data:
                self._take(raw, execution, self._on_execution)

    def _on_other(self, raw: bytes, connection: Connection) -> None:
        """Neither data that can be read nor an answer."""
        if b'"topic"' in raw and any(f'"{topic}"'.encode() in raw for topic in self.topics):
            self._lost(raw, "unreadable message")
        else:
            self._talk.handle(raw, connection)

    def _take(self, raw: bytes, row: Any, work_off: Callable[[Any], None]) -> None:
        """One that cannot be read does not cost the others of its message."""
        if row.category not in ("", self.category):
            return
        try:
            work_off(row)
        except (ValueError, ArithmeticError) as error:
            self._lost(raw, f"unreadable report ({type(error).__name__})")

    def _on_order(self, row: OrderRow) -> None:
        self._listener.on_report(order_in(row), None)

    def _on_execution(self, row: ExecutionRow) -> None:
        if is_trade(row):
            self._listener.on_report(order_behind(row), fill_in(row))

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"req_id"' in raw and self._talk.answered(raw, connection)
