"""Questions and answers over a socket here (BIN-32), and everything on it that is not its data."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from exchanges.connection import Connection
from exchanges.errors import SubscriptionRefused
from exchanges.oddities import Oddities
from exchanges.stream import Stream
from exchanges.venues.binance.errors import VENUE
from exchanges.venues.binance.messages import Envelope

FRAME_GAP_S = 1 / 3
"""BIN-26: five client frames a second, of which a PING and a PONG may be two."""
MAX_STREAMS = 1024
"""BIN-27."""

_decode_envelope = msgspec.json.Decoder(Envelope).decode


class MarketTalk:
    """Subscribing on a market connection."""

    def __init__(self) -> None:
        self._last_id = 0

    async def ask(self, connection: Connection, method: str, names: Sequence[str], within_s: float) -> None:
        """Subscribe or unsubscribe, and have it confirmed. Raises SubscriptionRefused."""
        self._last_id += 1
        question = {"method": method, "params": list(names), "id": self._last_id}
        answer: Envelope = await connection.ask(self._last_id, question, within_s)
        if answer.error is not None or answer.code is not None:
            told = answer.error.msg if answer.error is not None else answer.msg
            raise SubscriptionRefused(f"{method} refused: {told}", venue=VENUE, code=answer.code)


def handle(raw: bytes, connection: Connection, stream: Stream, oddities: Oddities) -> None:
    """Whatever the hot decoder did not take."""
    envelope = read(raw)
    if envelope is None:
        oddities.unreadable(raw)
    elif is_shutdown(envelope):
        stream.renew()
    elif not connection.answer(envelope.id, envelope):
        oddities.unrecognised(kind_of(envelope))


def read(raw: bytes) -> Envelope | None:
    """The envelope, or ``None`` for something that is not even that."""
    try:
        return _decode_envelope(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def kind_of(envelope: Envelope) -> str:
    return envelope.e or envelope.stream or "other"


def answered(raw: bytes, connection: Connection) -> bool:
    """Give ``raw`` to whoever asked, if it is an answer."""
    if b'"id"' not in raw:
        return False
    envelope = read(raw)
    return envelope is not None and connection.answer(envelope.id, envelope)


def is_shutdown(envelope: Envelope) -> bool:
    """BIN-33, in any of its three wrappings."""
    if envelope.e == "serverShutdown" or envelope.stream == "!serverShutdown":
        return True
    event = envelope.event
    return isinstance(event, msgspec.Raw) and b'"serverShutdown"' in bytes(event)
