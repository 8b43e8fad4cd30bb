"""The private stream: a login, two channels, and what their reports mean (OKX-59, OKX-70 to OKX-72)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

import msgspec

from exchanges.connection import Connection
from exchanges.errors import AuthenticationFailed, ClockSkewed, ExchangeError, PermissionDenied
from exchanges.models import Balance
from exchanges.trading.user import UserStream
from exchanges.venues.okx.accounts import ONE, balances_in, fill_in, order_in
from exchanges.venues.okx.errors import error_of
from exchanges.venues.okx.messages import AccountRow, OrderRow, UserMessage
from exchanges.venues.okx.signing import OkxSigner
from exchanges.venues.okx.talk import Talk

CHANGES_ONLY = '{"updateInterval":"0"}'
"""OKX-70: no regular pushes, which would tell nothing new."""

_decode = msgspec.json.Decoder(UserMessage).decode
_decode_order = msgspec.json.Decoder(OrderRow).decode
_decode_account = msgspec.json.Decoder(AccountRow).decode


class OkxUserStream(UserStream):
    """Orders are not told again on a new connection (OKX-71): they are compared with REST when it is live."""

    market_kind: ClassVar[str] = "SPOT"
    known_channels: ClassVar[tuple[bytes, ...]] = (b'"orders"', b'"account"')

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._talk = Talk(self._log, self._oddities)
        self._signer = OkxSigner(self._credentials)

    async def greet(self, connection: Connection) -> None:
        try:
            await self._login(connection)
        except ClockSkewed:
            await self._rest.sync_clock()
            await self._login(connection)
        within_s = self._config().timeouts.subscribe_s
        orders = {"channel": "orders", "instType": self.market_kind}
        await self._talk.open(connection, orders, within_s)
        account = {"channel": "account", "extraParams": CHANGES_ONLY}
        await self._talk.open(connection, account, within_s)

    async def _login(self, connection: Connection) -> None:
        within_s = self._config().timeouts.subscribe_s
        try:
            await self._talk.login(connection, self._identification(), within_s)
        except ExchangeError as error:
            self._rest.judge_key(error)
            raise

    def _identification(self) -> dict[str, str]:
        """Good for half a minute (OKX-59): made for each login."""
        moment = str(self._rest.venue_ms() // 1000)
        return {
            "apiKey": self._credentials.api_key,
            "passphrase": self._signer.passphrase.reveal().decode("ascii"),
            "timestamp": moment,
            "sign": self._signer.sign(moment, "GET", "/users/self/verify"),
        }

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            message = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._on_other(raw, connection)
            return True
        try:
            for row in message.data:
                self._on_row(message.arg.channel, row)
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            self._lost(raw, f"unreadable report ({type(error).__name__})")
        return True

    def _on_row(self, channel: str, raw: msgspec.Raw) -> None:
        if channel == "orders":
            row = _decode_order(raw)
            unit = self._unit(row.instId)
            self._listener.on_report(order_in(row, unit), fill_in(row, unit))
        elif channel == "account":
            told = _decode_account(raw)
            self._listener.on_balances(self._balances_in(told), int(told.uTime))

    def _balances_in(self, told: AccountRow) -> list[Balance]:
        return balances_in(told.details)

    def _unit(self, symbol: str) -> Decimal:
        return ONE

    def _on_other(self, raw: bytes, connection: Connection) -> None:
        """Neither data that can be read nor, perhaps, an answer."""
        if b'"event"' not in raw and any(name in raw for name in self.known_channels):
            self._lost(raw, "unreadable message")
            return
        event = self._talk.handle(raw, connection, self.stream)
        if event is not None:
            error = error_of(event.code, event.msg)
            if isinstance(error, AuthenticationFailed | PermissionDenied):
                self._rest.judge_key(error)
            self.stream.restart(f"error {event.code}: {event.msg}")

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return b'"event"' in raw and self._talk.answered(raw, connection)
