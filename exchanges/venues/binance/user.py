"""The private stream over the WebSocket API (BIN-40): subscribe, and pass on what happens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.config import ConnectorConfig
from exchanges.connection import Connection
from exchanges.credentials import Credentials
from exchanges.errors import ClockSkewed, SubscriptionRefused
from exchanges.signing import signer_for
from exchanges.stream import Stream
from exchanges.venues.binance.errors import VENUE, error_of
from exchanges.venues.binance.messages import (
    AccountPosition,
    Envelope,
    ExecutionReport,
    ShutdownEvent,
    StreamTerminated,
    UserEvent,
)
from exchanges.venues.binance.rest import BinanceRest
from exchanges.venues.binance.subscriptions import Unusual, is_shutdown

SUBSCRIBE_WEIGHT = 4
"""2 for connecting to the WebSocket API and 2 for subscribing."""

_KNOWN_EVENTS = (b'"executionReport"', b'"outboundAccountPosition"')

_decode_event = msgspec.json.Decoder(UserEvent).decode


class UserStream:
    """The handler of the private stream."""

    def __init__(
        self,
        *,
        credentials: Credentials,
        rest: BinanceRest,
        config: Callable[[], ConnectorConfig],
        log: FilteringBoundLogger,
        on_report: Callable[[ExecutionReport], None],
        on_position: Callable[[AccountPosition], None],
        on_doubt: Callable[[str], None],
        check: Callable[[], Awaitable[bool]],
    ) -> None:
        """``on_doubt``: events may have been missed. ``check``: True if REST knows nothing new."""
        self._api_key = credentials.api_key
        self._signer = signer_for(credentials)
        self._rest = rest
        self._config = config
        self._log = log
        self._on_report = on_report
        self._on_position = on_position
        self._on_doubt = on_doubt
        self._check = check
        self._unusual = Unusual(log)
        self._last_id = 0
        self._checked_s = asyncio.get_running_loop().time()
        self.stream: Stream

    async def greet(self, connection: Connection) -> None:
        await self._rest.charge(SUBSCRIBE_WEIGHT)
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
        envelope = self._unusual.read(raw)
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
                self._unusual.handle(raw, connection, self.stream)
        return True

    def _on_event(self, event_bytes: bytes, raw: bytes, connection: Connection) -> None:
        try:
            event = _decode_event(event_bytes)
            if isinstance(event, ExecutionReport):
                self._on_report(event)
            elif isinstance(event, AccountPosition):
                self._on_position(event)
            elif isinstance(event, StreamTerminated):
                # BIN-41: the socket lives on and says nothing more.
                self.stream.restart("subscription terminated by the venue")
            elif isinstance(event, ShutdownEvent):
                self.stream.renew()
        except (msgspec.MsgspecError, ValueError, ArithmeticError) as error:
            if any(name in event_bytes for name in _KNOWN_EVENTS):
                self._lost(raw, f"unreadable event ({type(error).__name__})")
            else:
                self._unusual.handle(raw, connection, self.stream)

    def _lost(self, raw: bytes, why: str) -> None:
        """Something about our orders was said that we did not understand: ask by other means."""
        self._unusual.note_unreadable(raw)
        self._on_doubt(why)

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return self._unusual.answer(raw, connection)

    async def room(self) -> None:
        """Never needed: reports of our own orders are always taken."""

    def on_live(self, *, gap: bool) -> None:
        # Also without a gap that we know of: asking costs little, a missed fill costs money.
        self._on_doubt("stream opened")

    def on_lost(self, reason: str) -> None:
        """Nothing to do before the stream is back: then everything is asked."""

    def patrol_is_due(self) -> bool:
        now_s = asyncio.get_running_loop().time()
        return now_s >= self._checked_s + self._config().heartbeat.data_s

    async def patrol(self) -> str | None:
        """Compare with REST now and then; a private stream may rightly be silent for days."""
        self._checked_s = asyncio.get_running_loop().time()
        if await self._check():
            return None
        return "the account changed without a word on the stream"
