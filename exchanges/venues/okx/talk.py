"""Questions and answers over a socket here (OKX-55 to OKX-61), and all on it that is no data."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.connection import Connection
from exchanges.market.subscriptions import SUBSCRIBE
from exchanges.oddities import Oddities
from exchanges.stream import Stream
from exchanges.venues.okx.errors import CLOSING_SOON, error_of
from exchanges.venues.okx.messages import Event

PING, _PONG = "ping", b"pong"
"""OKX-55."""
FRAME_GAP_S = 0.05
"""No limit on frames is documented but that of subscriptions (OKX-28)."""

_LOGIN = "login"
_OF_ALL = ("60011", "60012", "60013", "60014", "60019")
"""Refusals of a question as a whole (OKX-28, OKX-57); any other is of one of its arguments."""
_A_MARKET = re.compile(r"[0-9A-Za-z]+(?:-[0-9A-Za-z]+)+")

_decode = msgspec.json.Decoder(Event).decode


class Talk:
    """One question for several markets, each confirmed or refused by itself; a refusal may name its market,
    in its text only.
    """

    def __init__(self, log: FilteringBoundLogger, oddities: Oddities) -> None:
        self._log = log
        self._oddities = oddities
        self._last_id = 0
        self._asked: dict[str, _Asked] = {}

    async def login(self, connection: Connection, argument: Mapping[str, Any], within_s: float) -> None:
        """Neither question nor answer has an id (OKX-59). Raises what the refusal stands for."""
        question = {"op": _LOGIN, "args": [argument]}
        event: Event = await connection.ask(_LOGIN, question, within_s)
        if event.event != _LOGIN or event.code not in ("", "0"):
            raise error_of(event.code, event.msg)

    async def open(self, connection: Connection, argument: Mapping[str, str], within_s: float) -> None:
        """Subscribe to a channel that is not one of a market. Raises what the refusal stands for."""
        identity = self._new_id()
        question = {"id": identity, "op": "subscribe", "args": [argument]}
        event: Event = await connection.ask(identity, question, within_s)
        if event.event == "error":
            raise error_of(event.code, event.msg)

    async def ask(
        self, connection: Connection, method: str, channel: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        """``SUBSCRIBE`` or ``UNSUBSCRIBE``; the symbols that were refused.

        One that is refused is no reason to give up the connection of all. Raises what a refusal of the whole
        question stands for (OKX-28: another connection may have more).
        """
        identity = self._new_id()
        verb = "subscribe" if method == SUBSCRIBE else "unsubscribe"
        asked = self._asked[identity] = _Asked(verb, dict.fromkeys(symbols), [])
        arguments = [{"channel": channel, "instId": symbol} for symbol in symbols]
        try:
            event: Event = await connection.ask(
                identity, {"id": identity, "op": verb, "args": arguments}, within_s
            )
        finally:
            del self._asked[identity]
        if event.code in _OF_ALL:
            raise error_of(event.code, event.msg)
        return tuple(asked.refused)

    def answered(self, raw: bytes, connection: Connection) -> bool:
        """Take ``raw`` if it is the answer, or one of the answers, to a question."""
        event = read(raw)
        return event is not None and self._take(event, connection)

    def handle(self, raw: bytes, connection: Connection, stream: Stream) -> Event | None:
        """Whatever the decoder of data did not take; an error that answers nothing is returned."""
        if raw == _PONG:
            return None
        event = read(raw)
        if event is None or not event.event:
            self._oddities.unreadable(raw)
        elif self._take(event, connection):
            pass
        elif event.event == "notice" and event.code == CLOSING_SOON:
            stream.renew()  # OKX-61
        elif event.event == "channel-conn-count-error":
            stream.restart(f"too many connections for {event.channel}")  # OKX-27
        elif event.event == "error":
            self._log.warning("stream.refused", code=event.code, cause=event.msg[:200])
            return event
        elif event.event != "channel-conn-count":
            self._oddities.unrecognised(event.event)
        return None

    def _take(self, event: Event, connection: Connection) -> bool:
        if event.event == _LOGIN or (event.event == "error" and not event.id):
            return connection.answer(_LOGIN, event)
        if event.event not in ("subscribe", "unsubscribe", "error"):
            return False
        asked = self._asked.get(event.id)
        if asked is None:
            return connection.answer(event.id, event)
        if event.code in _OF_ALL:
            return connection.answer(event.id, event)
        if event.event == "error":
            symbol = asked.refuse(event.msg)
            cause = f"{event.code} {event.msg[:200]}"
            self._log.warning("subscription.refused", method=asked.verb, symbol=symbol, cause=cause)
        elif event.arg is not None:
            asked.waiting.pop(event.arg.instId, None)
        return not asked.is_answered() or connection.answer(event.id, event)

    def _new_id(self) -> str:
        self._last_id += 1
        return str(self._last_id)


@dataclass(slots=True)
class _Asked:
    """Symbols whose confirmation is awaited, and those that were refused."""

    verb: str
    waiting: dict[str, None]
    refused: list[str]
    nameless: int = 0
    """Refusals that do not say of what."""

    def refuse(self, text: str) -> str:
        """The symbol that it says it is of, or nothing."""
        named = next((name for name in _A_MARKET.findall(text) if name in self.waiting), None)
        if named is None:
            self.nameless += 1
        else:
            del self.waiting[named]
            self.refused.append(named)
        return named or ""

    def is_answered(self) -> bool:
        """Each symbol gets one answer: when no other is to come, those not confirmed are the refused ones."""
        if len(self.waiting) > self.nameless:
            return False
        self.refused += self.waiting
        self.waiting.clear()
        return True


def read(raw: bytes) -> Event | None:
    """The event, or ``None`` for something that is not even that."""
    try:
        return _decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
