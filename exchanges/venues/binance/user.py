"""The private stream over the WebSocket API (BIN-40): subscribe, and pass on what happens."""

from __future__ import annotations

from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.errors import ClockSkewed, SubscriptionRefused
from exchanges.ratelimit import Cost
from exchanges.signing import signer_for
from exchanges.trading.user import UserStream
from exchanges.venues.binance.accounts import changed_balances, order_in_report
from exchanges.venues.binance.errors import VENUE, error_of
from exchanges.venues.binance.messages import (
    AccountPosition,
    Envelope,
    ExecutionReport,
    ShutdownEvent,
    StreamTerminated,
    UserEvent,
)
from exchanges.venues.binance.talk import answered, handle, is_shutdown, kind_of, read

SUBSCRIBE_COST = Cost(4)
"""2 for connecting to the WebSocket API and 2 for subscribing (BIN-20)."""

_KNOWN_EVENTS = (b'"executionReport"', b'"outboundAccountPosition"')

_decode_event = msgspec.json.Decoder(UserEvent).decode


class BinanceUserStream(UserStream):
    """A report may come before the answer to its request (BIN-46): it is taken as it comes."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._api_key = self._credentials.api_key
        self._signer = signer_for(self._credentials)
        self._last_id = 0

    async def greet(self, connection: Connection) -> None:
        await self._rest.charge(SUBSCRIBE_COST)
        try:
            await self._subscribe(connection)
        except ClockSkewed:
            await self._rest.sync_clock()
            await self._subscribe(connection)

    async def _subscribe(self, connection: Connection) -> None:
        self._last_id += 1
        parameters: dict[str, str | int] = {
            "apiKey": self._api_key,
            "recvWindow": self._config().clock.recv_window_ms,
            "timestamp": self._rest.venue_ms(),
        }
        # BIN-05: sorted by name, raw text, no percent-encoding.
        payload = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))
        parameters["signature"] = self._signer.sign(payload.encode())
        question = {
            "id": self._last_id,
            "method": "userDataStream.subscribe.signature",
            "params": parameters,
        }
        answer: Envelope = await connection.ask(self._last_id, question, self._config().timeouts.subscribe_s)
        if answer.error is not None:
            error = error_of(answer.error.code, answer.error.msg)
            self._rest.judge_key(error)
            raise error
        if answer.status != 200:
            raise SubscriptionRefused(f"subscription answered {answer.status}", venue=VENUE)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        envelope = read(raw)
        if envelope is None:
            self._lost(raw, "unreadable message")
        elif is_shutdown(envelope):
            self.stream.renew()
        elif isinstance(envelope.event, msgspec.Raw):
            self._on_event(bytes(envelope.event), raw, connection)
        elif not connection.answer(envelope.id, envelope):
            if envelope.error is not None:
                # BIN-06: a key revoked while connected is told in an answer to nobody.
                self._rest.judge_key(error_of(envelope.error.code, envelope.error.msg))
                self.stream.restart(f"error {envelope.error.code}: {envelope.error.msg}")
            else:
                self._oddities.unrecognised(kind_of(envelope))
        return True

    def _on_event(self, event_bytes: bytes, raw: bytes, connection: Connection) -> None:
        try:
            event = _decode_event(event_bytes)
            if isinstance(event, ExecutionReport):
                self._on_execution(event)
            elif isinstance(event, AccountPosition):
                self._listener.on_balances(changed_balances(event), event.u)
            elif isinstance(event, StreamTerminated):
                # BIN-41: the socket lives on and says nothing more.
                self.stream.restart("subscription terminated by the venue")
            elif isinstance(event, ShutdownEvent):
                self.stream.renew()
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            if any(name in event_bytes for name in _KNOWN_EVENTS):
                self._lost(raw, f"unreadable event ({type(error).__name__})")
            else:
                handle(raw, connection, self.stream, self._oddities)

    def _on_execution(self, report: ExecutionReport) -> None:
        self._listener.on_report(*order_in_report(report))

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return answered(raw, connection)
