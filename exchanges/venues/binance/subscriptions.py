"""Which streams are wanted on a market connection, and that the venue has confirmed each."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.connection import TRANSPORT_FAILURES, Connection
from exchanges.errors import ExchangeError, InvalidRequest, SubscriptionRefused
from exchanges.stream import Stream
from exchanges.venues.binance.errors import VENUE
from exchanges.venues.binance.messages import Envelope

MAX_STREAMS = 1024
"""BIN-27."""
FRAME_GAP_S = 1 / 3
"""BIN-26: five client frames a second, of which a PING and a PONG may be two."""
_NAMES_IN_A_FRAME = 200

_decode_envelope = msgspec.json.Decoder(Envelope).decode


class Subscriptions:
    """Wanted stream names, counted by who wants them. Knows how to ask for all of them again."""

    def __init__(self, log: FilteringBoundLogger, confirm_within_s: float) -> None:
        self._log = log
        self._confirm_within_s = confirm_within_s
        self._wanted: dict[str, int] = {}
        self._last_id = 0

    def __len__(self) -> int:
        return len(self._wanted)

    def want(self, name: str) -> bool:
        """True if nobody wanted it before. Raises InvalidRequest when the connection is full."""
        if name not in self._wanted and len(self._wanted) >= MAX_STREAMS:
            raise InvalidRequest(f"{MAX_STREAMS} streams on one connection", venue=VENUE)
        count = self._wanted.get(name, 0)
        self._wanted[name] = count + 1
        return count == 0

    def release(self, name: str) -> bool:
        """True if nobody wants it any more."""
        count = self._wanted.get(name, 0) - 1
        if count > 0:
            self._wanted[name] = count
            return False
        return self._wanted.pop(name, None) is not None

    async def ask_for_all(self, connection: Connection) -> None:
        """After each connect: the whole set, each frame confirmed (BIN-32)."""
        names = tuple(self._wanted)
        for start in range(0, len(names), _NAMES_IN_A_FRAME):
            await self._ask(connection, "SUBSCRIBE", names[start : start + _NAMES_IN_A_FRAME])

    async def change(self, stream: Stream, method: str, name: str) -> None:
        """Subscribe or unsubscribe on the running connection; without confirmation it is given up.

        Without a running connection there is nothing to do: the next one asks for all.
        """
        connection = stream.connection
        if connection is None:
            return
        try:
            await self._ask(connection, method, (name,))
        except (ExchangeError, *TRANSPORT_FAILURES) as error:
            if stream.connection is connection:
                stream.restart(f"{method} {name} not confirmed: {error}")

    async def _ask(self, connection: Connection, method: str, names: Iterable[str]) -> None:
        self._last_id += 1
        question = {"method": method, "params": list(names), "id": self._last_id}
        answer: Envelope = await connection.ask(self._last_id, question, self._confirm_within_s)
        if answer.error is not None or answer.code is not None:
            told = answer.error.msg if answer.error is not None else answer.msg
            raise SubscriptionRefused(f"{method} refused: {told}", venue=VENUE, code=answer.code)


class Unusual:
    """Messages of a market stream that are not its data: answers, wrapped and unknown events."""

    def __init__(self, log: FilteringBoundLogger) -> None:
        self._log = log
        self._seen: dict[str, int] = {}

    def answer(self, raw: bytes, connection: Connection) -> bool:
        """Give ``raw`` to whoever asked, if it is an answer."""
        if b'"id"' not in raw:
            return False
        envelope = self.read(raw)
        return envelope is not None and connection.answer(envelope.id, envelope)

    def handle(self, raw: bytes, connection: Connection, stream: Stream) -> None:
        """Whatever the hot decoder did not take."""
        envelope = self.read(raw)
        if envelope is None:
            self.note_unreadable(raw)
        elif is_shutdown(envelope):
            stream.renew()
        elif not connection.answer(envelope.id, envelope):
            kind = envelope.e or envelope.stream or "other"
            self._note("message.unrecognised", kind, kind=kind)

    def read(self, raw: bytes) -> Envelope | None:
        """The envelope, or ``None`` for something that is not even that."""
        try:
            return _decode_envelope(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            return None

    def note_unreadable(self, raw: bytes) -> None:
        """Say that a message could not be understood at all."""
        self._note("message.unreadable", "unreadable", size=len(raw))

    def _note(self, event: str, key: str, **values: object) -> None:
        """Warn at the 1st, 2nd, 4th, 8th … time: a flood of them must not become a flood of logs."""
        count = self._seen[key] = self._seen.get(key, 0) + 1
        if count & (count - 1) == 0:
            self._log.warning(event, count=count, **values)


def is_shutdown(envelope: Envelope) -> bool:
    """BIN-33, in any of its three wrappings."""
    if envelope.e == "serverShutdown" or envelope.stream == "!serverShutdown":
        return True
    event = envelope.event
    return isinstance(event, msgspec.Raw) and b'"serverShutdown"' in bytes(event)
