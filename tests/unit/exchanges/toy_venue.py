"""A venue of a few words, for what every venue has in common: books whole by the stream, orders by id only.

REST answers with what a test put there; the last answer of a list is given for ever, an error is raised.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal as D
from typing import Any, TypeVar

from exchanges.config import ConnectorConfig, Environment, Limits
from exchanges.connection import Connection
from exchanges.credentials import Credentials, Secret
from exchanges.dialect import Holdings, IdRule, Sealed, Snapshot, TimeQuestion, Told, Used, VenueApi, Wire
from exchanges.errors import ExchangeError, NonceRefused, OrderNotFound, RateLimited
from exchanges.http import Answer
from exchanges.market.streamed import StreamedBooks
from exchanges.models import (
    Balance,
    Fill,
    Instrument,
    Order,
    OrderRequest,
    OrderStatus,
    OrderType,
    Side,
    Trade,
)
from exchanges.orderbook import OrderBook, Outcome, Row
from exchanges.orders import Lookup
from exchanges.ratelimit import Allowance, Cost, LimitKind, LimitRule, Priority, VenueLimiter

T = TypeVar("T")

TOY = "toy"
CONFIG = ConnectorConfig(venue=TOY, environment=Environment.SANDBOX)
CREDENTIALS = Credentials(api_key="key", secret=Secret("secret"), environment=Environment.SANDBOX)


class ToyWire(Wire):
    """Numbers requests; refuses with 200 and a word."""

    venue = TOY
    time = TimeQuestion("/time", lambda body: int(json.loads(body)) * 1000, Cost(1), 1000)
    in_order = True

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        config: Callable[[], ConnectorConfig],
        prepared: Callable[[Mapping[str, str]], Mapping[str, str]],
        venue_ms: Callable[[], int],
    ) -> None:
        self._headers = prepared({})
        self._nonce = 0

    def allowance(self, limits: Limits) -> Allowance:
        return VenueLimiter([LimitRule(LimitKind.WEIGHT, 60.0, 1000, "1M")], limits)

    def plain(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        return "", b"", self._headers

    def stamped(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        self._nonce += 1
        return "", f"nonce={self._nonce}".encode(), self._headers

    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        if answer.body == b'"nonce"':
            return NonceRefused("too low", venue=TOY)
        return RateLimited("slower", venue=TOY) if answer.body == b'"slower"' else None

    def refuses_key(self, error: ExchangeError) -> bool:
        return False

    def used(self, headers: Mapping[str, str]) -> Used:
        return {}

    def announced(self, rules: Sequence[LimitRule]) -> None:
        raise AssertionError("this venue announces none")


class ToyApi(VenueApi):
    venue = TOY
    client_order_ids = IdRule(re.compile(r"[a-z]{1,8}"), "1 to 8 small letters")
    lists_by_symbol = False

    def __init__(self, **answers: list[Any]) -> None:
        self.answers = answers
        self.asked: list[tuple[Any, ...]] = []

    async def _answer(self, name: str, *about: Any) -> Any:
        self.asked.append((name, *about))
        await asyncio.sleep(0.1)
        answers = self.answers[name]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer

    def count(self, name: str) -> int:
        return sum(asked[0] == name for asked in self.asked)

    async def instruments(self, on_unreadable: Callable[[str], None]) -> dict[str, Instrument]:
        told: dict[str, Instrument] = await self._answer("instruments")
        return told

    async def snapshot(self, symbol: str, levels: int) -> Snapshot:
        told: Snapshot = await self._answer("snapshot", symbol)
        return told

    async def trades(self, symbol: str, first: int | None, count: int, since_ms: int) -> Sequence[Trade]:
        told: Sequence[Trade] = await self._answer("trades", symbol, first, since_ms)
        return told

    def is_unknown_symbol(self, error: ExchangeError) -> bool:
        return False

    async def place(self, request: OrderRequest, before_send: Callable[[], None]) -> Told:
        before_send()
        told: OrderStatus | None = await self._answer("place", request.client_order_id)
        return order(request.client_order_id or "", told or OrderStatus.NEW), ()

    async def cancel(self, symbol: str, client_order_id: str, venue_order_id: str | None) -> Order | None:
        told: Order | None = await self._answer("cancel", client_order_id, venue_order_id)
        return told

    async def order(
        self, symbol: str, client_order_id: str, venue_order_id: str | None, priority: Priority
    ) -> Told:
        told: Told = await self._answer("order", client_order_id, venue_order_id)
        return told

    async def open_orders(self, symbol: str | None, priority: Priority) -> Sequence[Order]:
        told: Sequence[Order] = await self._answer("open_orders", symbol)
        return told

    async def fills(self, lookup: Lookup) -> Sequence[Fill]:
        told: Sequence[Fill] = await self._answer("fills", lookup.client_order_id)
        return told

    async def holdings(self) -> Holdings:
        free = await self._answer("holdings")
        return Holdings([Balance("FOO", D(free), D(0))], 0)


class ToyBook(OrderBook):
    """Its checksum is the number of its levels."""

    def take(self, bids: Sequence[Row], asks: Sequence[Row], checksum: int, *, whole: bool) -> Outcome:
        number = self.sequence + 1
        if whole:
            outcome = self.apply_snapshot(number, bids, asks)
        elif not self.valid:
            return Outcome.IGNORED
        else:
            outcome = self.apply(number, number, bids, asks)
        levels = len(self._bids.keys) + len(self._asks.keys)
        fits = outcome is not Outcome.APPLIED or levels == checksum
        return outcome if fits else self._fail(Outcome.CHECKSUM)


class ToyBooks(StreamedBooks):
    book_type = ToyBook

    def _new_book(self, symbol: str) -> ToyBook:
        return self.book_type(symbol)

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        refused: Sequence[str] = await connection.ask(0, {method: list(symbols)}, within_s)
        return refused

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        symbol, whole, bids, asks, checksum = json.loads(raw)
        kept = self._kept.get(symbol)
        if kept is not None:
            assert isinstance(kept.book, ToyBook)
            self._heard(symbol, kept.book.take(bids, asks, checksum, whole=whole), snapshot=whole)
        return True

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return False


def order(client_order_id: str, status: OrderStatus, filled: str = "0") -> Order:
    return Order(
        symbol="FOO/USD",
        client_order_id=client_order_id,
        side=Side.BUY,
        type=OrderType.LIMIT,
        quantity=D(1),
        price=D(100),
        venue_order_id="O1",
        filled=D(filled),
        status=status,
    )


ABSENT = OrderNotFound("no such order", venue=TOY)
