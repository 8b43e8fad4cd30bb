"""Everything by asking again: no stream is ever opened.

The list of all orders, read from the oldest that is not finished, is the account's stream; the history of
trades, read from the last one told, is the market's; and a book is a snapshot that is not old.
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from subjects.base import Tell
from subjects.seen import BookSeen, Level, StreamLost, TradeSeen
from subjects.twin_parts.errors import KeyRefused, TwinError, UnknownSymbol
from subjects.twin_parts.journal import Asked, Journal
from subjects.twin_parts.reading import reading

ORDERS_EVERY_S = 3.0
TRADES_EVERY_S = 3.0
BOOK_EVERY_S = 1.0
BOOK_WEIGHT, BOOK_LEVELS = 5, 20  # BIN-37
OLD_S = 10.0
"""A snapshot asked for so long ago is no book any more."""
SHOWN = 10
PAGE = 1000
KEY_AGAIN_S = 60.0
GONE_AGAIN_S = 60.0
"""So seldom the venue is asked for a symbol that it does not know any more."""
_log = logging.getLogger("twin")


@dataclass(slots=True, repr=False)
class AccountRounds:
    """Tells the journal what the venue lists, symbol by symbol."""

    desk: Asked
    journal: Journal
    symbols: tuple[str, ...]
    _from_id: dict[str, int] = field(default_factory=dict)

    async def run(self) -> None:
        await self.desk.ready.wait()
        while not self.desk.dialer.stopped.is_set():
            wait_s = ORDERS_EVERY_S
            for symbol in self._all_symbols():
                try:
                    await self._round(symbol)
                except KeyRefused as error:
                    # Only a person can mend a key; it is enough to look once a minute.
                    _log.error("orders of %s refused: %s", symbol, error)
                    wait_s = KEY_AGAIN_S
                except TwinError as error:
                    _log.warning("orders of %s: %s", symbol, error)
            await self.desk.dialer.pause(wait_s)

    def _all_symbols(self) -> list[str]:
        return list(dict.fromkeys([*self.symbols, *(symbol for symbol, _ in self.journal.entries)]))

    async def _round(self, symbol: str) -> None:
        if symbol not in self._from_id:
            self._from_id[symbol] = await self._first(symbol)
        from_id = self._from_id[symbol]
        unfinished = None
        while True:
            params: dict[str, str | int] = {"symbol": symbol, "orderId": from_id, "limit": PAGE}
            page = await self.desk.ask("allOrders", params, weight=20)
            with reading("orders"):
                for row in page:
                    from_id = max(from_id, row["orderId"])
                    if not await self._row(row) and unfinished is None:
                        unfinished = row["orderId"]
            if len(page) < PAGE:
                break
        self._from_id[symbol] = from_id if unfinished is None else unfinished

    async def _first(self, symbol: str) -> int:
        """The oldest open order, or else the newest of all: what ended before is nobody's news."""
        with reading("orders"):
            listed = await self.desk.ask("openOrders.status", {"symbol": symbol}, weight=6)
            if listed:
                return min(int(row["orderId"]) for row in listed)
            newest = await self.desk.ask("allOrders", {"symbol": symbol, "limit": 1}, weight=20)
            return int(newest[-1]["orderId"]) + 1 if newest else 0

    async def _row(self, row: Mapping[str, Any]) -> bool:
        """Whether there is nothing more to learn of this order."""
        self.journal.listed(row)
        entry = self.journal.entries[row["symbol"], row["clientOrderId"]]
        if entry.told < entry.filled:
            await self.journal.settle(entry)
        return entry.state.final and entry.told >= entry.filled


@dataclass(slots=True, repr=False)
class MarketRounds:
    desk: Asked
    _books: dict[str, tuple[float, BookSeen]] = field(default_factory=dict)

    def book(self, symbol: str) -> BookSeen | None:
        asked_s, book = self._books.get(symbol, (0.0, None))
        return None if book is None or _now() - asked_s > OLD_S else book

    async def keep_book(self, symbol: str, tell: Tell) -> None:
        lost = True
        while not self.desk.dialer.stopped.is_set():
            asked_s = _now()
            wait_s = BOOK_EVERY_S * max(1.0, len(self._books) / 4)
            try:
                seen = await self._snapshot(symbol)
            except UnknownSymbol:
                wait_s = GONE_AGAIN_S
            except TwinError as error:
                _log.warning("book of %s: %s", symbol, error)
            else:
                known = self._books.get(symbol)
                if known is None or (seen.sequence or 0) >= (known[1].sequence or 0):
                    self._books[symbol] = asked_s, seen
                    lost = False
                    if known is None or seen != known[1]:
                        await tell(seen)
            if self.book(symbol) is None and not lost:
                lost = True
                await tell(StreamLost(stream=f"book:{symbol}", reason="no snapshot for long"))
            await self.desk.dialer.pause(wait_s)

    async def _snapshot(self, symbol: str) -> BookSeen:
        params: dict[str, str | int] = {"symbol": symbol, "limit": BOOK_LEVELS}
        answer = await self.desk.ask("depth", params, weight=BOOK_WEIGHT, signed=False, within_s=OLD_S)
        with reading("snapshot"):
            return BookSeen(
                symbol=symbol,
                bids=_levels(answer["bids"]),
                asks=_levels(answer["asks"]),
                sequence=int(answer["lastUpdateId"]),
            )

    async def keep_trades(self, symbol: str, tell: Tell) -> None:
        last: int | None = None
        known_s = _now()
        while not self.desk.dialer.stopped.is_set():
            params: dict[str, str | int] = {"symbol": symbol, "limit": PAGE if last is not None else 1}
            if last is not None:
                params["fromId"] = last + 1
            page: list[TradeSeen] = []
            try:
                rows = await self.desk.ask("trades.historical", params, weight=25, signed=False)
                with reading("trades"):
                    page = [_trade(symbol, row) for row in rows]
                known_s = _now()
            except TwinError as error:
                _log.warning("trades of %s: %s", symbol, error)
                if _now() - known_s > OLD_S:
                    await tell(StreamLost(stream=f"trades:{symbol}", reason=f"no history: {error}"))
            for trade in page:
                if last is not None and trade.trade_id <= last:
                    continue
                if last is not None and trade.trade_id > last + 1:
                    await tell(StreamLost(stream=f"trades:{symbol}", reason=f"none after {last}"))
                last = trade.trade_id
                await tell(trade)
            if len(page) < PAGE:
                await self.desk.dialer.pause(TRADES_EVERY_S)


def _levels(rows: Any) -> tuple[Level, ...]:
    return tuple((Decimal(price), Decimal(quantity)) for price, quantity in rows[:SHOWN])


def _trade(symbol: str, row: Mapping[str, Any]) -> TradeSeen:
    return TradeSeen(
        symbol=symbol,
        trade_id=int(row["id"]),
        price=Decimal(row["price"]),
        quantity=Decimal(row["qty"]),
        time_ms=int(row["time"]),
    )


def _now() -> float:
    return asyncio.get_running_loop().time()
