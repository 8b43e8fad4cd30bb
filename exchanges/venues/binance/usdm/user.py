"""The account's stream: a listen key that is kept alive, and what the events mean (BFU-50 to BFU-57)."""

from __future__ import annotations

import asyncio
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.errors import ExchangeError
from exchanges.ratelimit import Cost, Priority
from exchanges.trading.user import UserStream
from exchanges.venues.binance.talk import answered, handle
from exchanges.venues.binance.usdm.accounts import changed_positions, order_in_report
from exchanges.venues.binance.usdm.errors import NO_SUCH_LISTEN_KEY
from exchanges.venues.binance.usdm.messages import (
    AccountUpdate,
    ListenKey,
    ListenKeyExpired,
    OrderTradeUpdate,
    UserEvent,
)
from exchanges.venues.binance.usdm.wire import LISTEN_KEY

KEEP_EVERY_S = 1_500.0
"""BFU-50: a key lives for an hour; one attempt that fails leaves time for another."""
_KNOWN_EVENTS = (b'"ORDER_TRADE_UPDATE"', b'"ACCOUNT_UPDATE"')

_decode_key = msgspec.json.Decoder(ListenKey).decode
_decode_event = msgspec.json.Decoder(UserEvent).decode


class UsdmUserStream(UserStream):
    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._kept_s = asyncio.get_running_loop().time()

    async def address(self, url: str) -> str:
        """BFU-51."""
        return f"{url}/{await self._key('POST')}"

    async def _key(self, method: str) -> str:
        """A key, or the same one for another hour."""
        told = await self._rest.signed(
            method, LISTEN_KEY, {}, _decode_key, cost=Cost(1), priority=Priority.RESOLVE
        )
        self._kept_s = asyncio.get_running_loop().time()
        return told.listenKey

    async def greet(self, connection: Connection) -> None:
        """Nothing is asked: the key is in the address."""

    def patrol_is_due(self) -> bool:
        return super().patrol_is_due() or self._must_be_kept()

    def _must_be_kept(self) -> bool:
        return asyncio.get_running_loop().time() >= self._kept_s + KEEP_EVERY_S

    async def patrol(self) -> str | None:
        if self._must_be_kept():
            try:
                await self._key("PUT")
            except ExchangeError as error:
                if error.code == NO_SUCH_LISTEN_KEY:
                    return "the listen key is gone"
                self._log.warning("listen_key.not_kept", cause=str(error))
        return await super().patrol()

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            event = _decode_event(raw)
            if isinstance(event, OrderTradeUpdate):
                self._listener.on_report(*order_in_report(event.o))
                self._listener.on_moved()  # BFU-54: what an order holds is told nowhere
            elif isinstance(event, AccountUpdate):
                # BFU-55: of funding there is no position and no execution in it.
                self._listener.on_positions(changed_positions(event.a.P), event.T)
                self._listener.on_moved()
            elif isinstance(event, ListenKeyExpired):
                self.stream.restart("the listen key expired")  # BFU-52
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            if any(name in raw for name in _KNOWN_EVENTS):
                self._lost(raw, f"unreadable event ({type(error).__name__})")
            else:
                handle(raw, connection, self.stream, self._oddities)
        return True

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return answered(raw, connection)
