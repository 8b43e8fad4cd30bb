"""Questions and answers over a socket here (KRK-50), its pulse (KRK-53), and all on it that is no data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from exchanges.connection import Connection
from exchanges.errors import SubscriptionRefused
from exchanges.oddities import Oddities
from exchanges.venues.kraken.errors import VENUE
from exchanges.venues.kraken.messages import Reply, SubscribedTo

FRAME_GAP_S = 0.05
"""No limit on frames is documented: enough not to be the first to find it."""
SILENT_AFTER_S = 5.0
"""KRK-53."""

_NOT_SUPPORTED = "Currency pair not supported"
"""KRK-69: an answer about one symbol, and no reason to give up the connection of all."""

_decode_reply = msgspec.json.Decoder(Reply).decode
_decode_subscribed = msgspec.json.Decoder(SubscribedTo).decode


class Pulse:
    """Whether a connection that is subscribed to anything still has a heartbeat."""

    def __init__(self, now_s: float) -> None:
        self._heard_s = now_s

    def heard(self, now_s: float) -> None:
        self._heard_s = now_s

    def silence(self, now_s: float) -> str | None:
        """What to say of it if it is dead."""
        silent_s = now_s - self._heard_s
        return f"not even a heartbeat for {silent_s:.1f} s" if silent_s > SILENT_AFTER_S else None


class Talk:
    """One question for several symbols, each confirmed by itself."""

    def __init__(self, oddities: Oddities) -> None:
        self._oddities = oddities
        self._last_id = 0
        self._waiting: dict[int, dict[str, None]] = {}

    async def ask(
        self,
        connection: Connection,
        method: str,
        parameters: Mapping[str, Any],
        symbols: Sequence[str],
        within_s: float,
    ) -> SubscribedTo:
        """``subscribe`` or ``unsubscribe``, and what the last confirmation said. Raises SubscriptionRefused.

        Without ``symbols`` there is one confirmation. That there is nothing to unsubscribe from is no error.
        """
        self._last_id += 1
        identity = self._last_id
        asked = dict(parameters)
        if symbols:
            asked["symbol"] = list(symbols)
            self._waiting[identity] = dict.fromkeys(symbols)
        try:
            reply: Reply = await connection.ask(
                identity, {"method": method, "params": asked, "req_id": identity}, within_s
            )
        finally:
            self._waiting.pop(identity, None)
        if reply.success is False and not self._is_bearable(reply):
            raise SubscriptionRefused(f"{method} refused: {reply.error}", venue=VENUE, code=reply.error)
        return _result_of(reply)

    def answered(self, raw: bytes, connection: Connection) -> bool:
        """Take ``raw`` if it is the answer, or one of the answers, to a question."""
        reply = read(raw)
        return reply is not None and self.take(reply, connection)

    def take(self, reply: Reply, connection: Connection) -> bool:
        if reply.req_id is None or not reply.method:
            return False
        waiting = self._waiting.get(reply.req_id)
        if waiting is None or (reply.success is False and not self._is_bearable(reply)):
            return connection.answer(reply.req_id, reply)
        waiting.pop(reply.symbol or _result_of(reply).symbol, None)
        if not waiting:
            connection.answer(reply.req_id, reply)
        return True

    def handle(self, raw: bytes, connection: Connection) -> None:
        """Whatever the decoder of data did not take."""
        reply = read(raw)
        if reply is None:
            self._oddities.unreadable(raw)
        elif not self.take(reply, connection):
            self._oddities.unrecognised(reply.channel or reply.method or "other")

    def _is_bearable(self, reply: Reply) -> bool:
        """One symbol that is not there must not take the others with it."""
        if reply.method != "unsubscribe" and not reply.error.startswith(_NOT_SUPPORTED):
            return False
        self._oddities.unrecognised(f"{reply.method} refused: {reply.error[:80]}")
        return True


def read(raw: bytes) -> Reply | None:
    """The reply, or ``None`` for something that is not even that."""
    try:
        return _decode_reply(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _result_of(reply: Reply) -> SubscribedTo:
    if not isinstance(reply.result, msgspec.Raw):
        return SubscribedTo()
    try:
        return _decode_subscribed(reply.result)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return SubscribedTo()
