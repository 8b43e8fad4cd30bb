"""Questions and answers over a socket here (KRK-50), and all on it that is no data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.connection import Connection
from exchanges.errors import SubscriptionRefused
from exchanges.oddities import Oddities
from exchanges.venues.kraken.errors import VENUE
from exchanges.venues.kraken.messages import Reply, SubscribedTo

FRAME_GAP_S = 0.05
"""No limit on frames is documented: enough not to be the first to find it."""

_decode_reply = msgspec.json.Decoder(Reply).decode
_decode_subscribed = msgspec.json.Decoder(SubscribedTo).decode


class Talk:
    """One question for several symbols, each confirmed or refused by itself."""

    def __init__(self, log: FilteringBoundLogger, oddities: Oddities) -> None:
        self._log = log
        self._oddities = oddities
        self._last_id = 0
        self._asked: dict[int, _Asked] = {}

    async def open(
        self, connection: Connection, parameters: Mapping[str, Any], within_s: float
    ) -> SubscribedTo:
        """Subscribe to a channel that has no symbols. Raises SubscriptionRefused."""
        reply = await self._ask(connection, self._new_id(), "subscribe", parameters, within_s)
        if reply.success is False:
            raise SubscriptionRefused(f"refused: {reply.error}", venue=VENUE, code=reply.error)
        return _result_of(reply)

    async def ask(
        self,
        connection: Connection,
        method: str,
        parameters: Mapping[str, Any],
        symbols: Sequence[str],
        within_s: float,
    ) -> Sequence[str]:
        """``subscribe`` or ``unsubscribe``; the symbols that were refused.

        One that is refused is no reason to give up the connection of all (KRK-69): it may be asked for again.
        """
        identity = self._new_id()
        asked = self._asked[identity] = _Asked(dict.fromkeys(symbols), [])
        try:
            await self._ask(connection, identity, method, {**parameters, "symbol": list(symbols)}, within_s)
        finally:
            del self._asked[identity]
        return tuple(asked.refused)

    def _new_id(self) -> int:
        self._last_id += 1
        return self._last_id

    async def _ask(
        self,
        connection: Connection,
        identity: int,
        method: str,
        parameters: Mapping[str, Any],
        within_s: float,
    ) -> Reply:
        question = {"method": method, "params": parameters, "req_id": identity}
        reply: Reply = await connection.ask(identity, question, within_s)
        return reply

    def answered(self, raw: bytes, connection: Connection) -> bool:
        """Take ``raw`` if it is the answer, or one of the answers, to a question."""
        reply = read(raw)
        return reply is not None and self._take(reply, connection)

    def handle(self, raw: bytes, connection: Connection) -> None:
        """Whatever the decoder of data did not take."""
        reply = read(raw)
        if reply is None:
            self._oddities.unreadable(raw)
        elif not self._take(reply, connection):
            self._oddities.unrecognised(reply.channel or reply.method or "other")

    def _take(self, reply: Reply, connection: Connection) -> bool:
        if reply.req_id is None or not reply.method:
            return False
        asked = self._asked.get(reply.req_id)
        if asked is None:
            return connection.answer(reply.req_id, reply)
        symbol = reply.symbol or _result_of(reply).symbol
        if symbol in asked.waiting:
            del asked.waiting[symbol]
            if reply.success is False:
                asked.refused.append(symbol)
                self._log.warning(
                    "subscription.refused", method=reply.method, symbol=symbol, cause=reply.error[:200]
                )
        if not asked.waiting:
            connection.answer(reply.req_id, reply)
        return True


@dataclass(slots=True)
class _Asked:
    """Symbols whose confirmation is awaited, and those that were refused."""

    waiting: dict[str, None]
    refused: list[str]


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
