"""Questions and answers over a socket here (BYB-63, BYB-64), and all on it that is no data."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.connection import Connection
from exchanges.oddities import Oddities
from exchanges.venues.bybit.messages import Reply

PING_FRAME = '{"op":"ping"}'
"""BYB-65."""
FRAME_GAP_S = 0.05
"""No limit on frames is documented: enough not to be the first to find it."""
TOPICS_AT_ONCE = 10
"""BYB-32."""

_decode_reply = msgspec.json.Decoder(Reply).decode


class Talk:
    """Each question is answered as a whole: one bad topic refuses all of them (BYB-67)."""

    def __init__(self, log: FilteringBoundLogger, oddities: Oddities) -> None:
        self._log = log
        self._oddities = oddities
        self._last_id = 0

    async def ask(self, connection: Connection, op: str, args: Sequence[Any], within_s: float) -> Reply:
        """One question and its answer, whatever that is. Raises what ``Connection.ask`` does."""
        self._last_id += 1
        identity = str(self._last_id)
        question = {"req_id": identity, "op": op, "args": args}
        reply: Reply = await connection.ask(identity, question, within_s)
        return reply

    async def ask_for(
        self, connection: Connection, op: str, prefix: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        """``subscribe`` or ``unsubscribe`` to ``prefix`` + symbol; the symbols that were refused.

        One that is refused is no reason to do without the others: where a question is refused, each of its
        topics is asked for by itself.
        """
        refused: list[str] = []
        for start in range(0, len(symbols), TOPICS_AT_ONCE):
            part = symbols[start : start + TOPICS_AT_ONCE]
            reply = await self.ask(connection, op, [prefix + symbol for symbol in part], within_s)
            if reply.success is not False:
                continue
            if len(part) > 1:
                for symbol in part:
                    refused += await self.ask_for(connection, op, prefix, (symbol,), within_s)
            else:
                refused += part
                self._log.warning(
                    "subscription.refused", method=op, symbol=part[0], cause=reply.ret_msg[:200]
                )
        return tuple(refused)

    def answered(self, raw: bytes, connection: Connection) -> bool:
        """Take ``raw`` if it is the answer to a question."""
        reply = read(raw)
        return reply is not None and connection.answer(reply.req_id, reply)

    def handle(self, raw: bytes, connection: Connection) -> None:
        """Whatever the decoder of data did not take."""
        reply = read(raw)
        if reply is None:
            self._oddities.unreadable(raw)
        elif not connection.answer(reply.req_id, reply) and not _is_pong(reply):
            self._oddities.unrecognised(reply.topic.partition(".")[0] or reply.op or "other")


def read(raw: bytes) -> Reply | None:
    """The reply, or ``None`` for something that is not even that."""
    try:
        return _decode_reply(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _is_pong(reply: Reply) -> bool:
    """BYB-65: that something was heard is all there is to it."""
    return reply.op == "pong" or (reply.op == "ping" and reply.ret_msg == "pong")
