"""Questions and answers over a socket here (CBS-60, CBS-64), and the numbers of its messages (CBS-63)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from enum import Enum

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.connection import Connection
from exchanges.errors import SubscriptionRefused
from exchanges.oddities import Oddities
from exchanges.venues.coinbase.errors import VENUE
from exchanges.venues.coinbase.messages import ErrorMessage, Numbered, SubscriptionsMessage

SUBSCRIBE, UNSUBSCRIBE = "subscribe", "unsubscribe"
HEARTBEATS = "heartbeats"
BEATS_WITHIN_S = 5.0
"""One comes each second (CBS-68)."""

_REMEMBERED_CONNECTIONS = 8
_THE_QUESTION = "question"
"""Answers name no question, so there is never more than one."""

_decode_error = msgspec.json.Decoder(ErrorMessage).decode
_decode_numbered = msgspec.json.Decoder(Numbered).decode
_decode_subscriptions = msgspec.json.Decoder(SubscriptionsMessage).decode

Proof = Callable[[str, Sequence[str]], Mapping[str, str]]
"""(channel, products) → what shows whose a message is, made anew for each."""


def unproven(channel: str, products: Sequence[str]) -> Mapping[str, str]:
    """What is public needs no proof."""
    return {}


class Place(Enum):
    """Where a message stands among those of its connection."""

    NEXT = "next"
    LATE = "late"
    """Told before, or overtaken."""
    BEYOND_A_HOLE = "beyond a hole"


class Talk:
    """One question at a time, each answered by all that is subscribed to; and the count of what was told."""

    def __init__(self, log: FilteringBoundLogger, oddities: Oddities, proof: Proof = unproven) -> None:
        self._log = log
        self._oddities = oddities
        self._proof = proof
        self._turns: dict[str, asyncio.Lock] = {}
        self._next: dict[str, int] = {}

    async def open(self, connection: Connection, channel: str, within_s: float) -> None:
        """Subscribe to a channel without products. Raises SubscriptionRefused."""
        told = await self._asked(connection, SUBSCRIBE, channel, (), within_s)
        if isinstance(told, str) or channel not in told:
            why = told if isinstance(told, str) else "not among what is subscribed to"
            raise SubscriptionRefused(f"{channel}: {why}", venue=VENUE, code=why)

    async def ask(
        self, connection: Connection, verb: str, channel: str, products: Sequence[str], within_s: float
    ) -> Sequence[str]:
        """``subscribe`` or ``unsubscribe``; the products that were refused.

        A refusal names none of several, so each is then asked for by itself.
        """
        told = await self._asked(connection, verb, channel, products, within_s)
        if isinstance(told, str):
            if len(products) == 1:
                self._log.warning("subscription.refused", method=verb, symbol=products[0], cause=told[:200])
                return products
            refused: list[str] = []
            for product in products:
                refused += await self.ask(connection, verb, channel, (product,), within_s)
            return refused
        if verb == UNSUBSCRIBE:
            return ()
        return [product for product in products if product not in told.get(channel, ())]

    async def _asked(
        self, connection: Connection, verb: str, channel: str, products: Sequence[str], within_s: float
    ) -> Mapping[str, Sequence[str]] | str:
        """All that is subscribed to after it, or the text of a refusal."""
        turn = self._turns.setdefault(connection.identity, asyncio.Lock())
        _forget_the_oldest(self._turns)
        async with turn:
            question: dict[str, object] = {"type": verb, "channel": channel}
            if products:
                question["product_ids"] = list(products)
            question |= self._proof(channel, products)
            answer: Mapping[str, Sequence[str]] | str = await connection.ask(
                _THE_QUESTION, question, within_s
            )
            return answer

    def answered(self, raw: bytes, connection: Connection) -> bool:
        """Take ``raw`` if it is an answer to a question, or the refusal of one."""
        try:
            if b'"subscriptions"' in raw:
                return self.confirmed(_decode_subscriptions(raw), connection)
            if b'"error"' in raw:
                return connection.answer(_THE_QUESTION, _decode_error(raw).message)
        except (msgspec.DecodeError, UnicodeDecodeError):
            pass  # neither is what it looks like
        return False

    def confirmed(self, message: SubscriptionsMessage, connection: Connection) -> bool:
        """Give the answer to whoever asked; False if nobody did."""
        told: dict[str, Sequence[str]] = {}
        for event in message.events:
            told |= event.subscriptions
        return connection.answer(_THE_QUESTION, told)

    def handle(self, raw: bytes, connection: Connection) -> Place:
        """Whatever the decoder of data did not take: an answer, or something that is not known."""
        if self.answered(raw, connection):
            return Place.NEXT
        numbered = _numbered(raw)
        if numbered is None:
            self._oddities.unreadable(raw)
            return Place.NEXT
        self._oddities.unrecognised(numbered.channel)
        return self.place(connection, numbered.sequence_num)

    def place_of(self, raw: bytes, connection: Connection) -> Place:
        """Count a message of which nothing but its number can be read, or not even that."""
        numbered = _numbered(raw)
        return Place.NEXT if numbered is None else self.place(connection, numbered.sequence_num)

    def place(self, connection: Connection, number: int) -> Place:
        """Count one message of a connection."""
        expected = self._next.get(connection.identity, 0)
        if number < expected:
            return Place.LATE
        self._next[connection.identity] = number + 1
        _forget_the_oldest(self._next)
        return Place.NEXT if number == expected else Place.BEYOND_A_HOLE


def _numbered(raw: bytes) -> Numbered | None:
    try:
        return _decode_numbered(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None


def _forget_the_oldest(by_connection: dict[str, asyncio.Lock] | dict[str, int]) -> None:
    while len(by_connection) > _REMEMBERED_CONNECTIONS:
        del by_connection[next(iter(by_connection))]
