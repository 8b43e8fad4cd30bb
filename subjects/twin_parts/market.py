"""Market streams, each on a raw connection of its own, named in its address.

A book that may be wrong is thrown away with its connection. Trades come over two connections that are
renewed at different times; what both miss is seen in the numbers of the trades (BIN-38).
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from heapq import nlargest, nsmallest
from typing import Any

import aiohttp

from subjects.base import Tell
from subjects.seen import BookSeen, StreamLost, TradeSeen
from subjects.twin_parts.dialing import Backoff, Dialer
from subjects.twin_parts.errors import Doubt, TwinError
from subjects.twin_parts.journal import Asked

LEVELS = 10
SNAPSHOT_LEVELS = 500
SNAPSHOT_WEIGHT = 25  # BIN-37
QUIET_S = 40.0
"""After so long without news of a book the venue is asked whether there was any."""
ON_ITS_WAY_S = 2.0
BACKLOG = 50_000
LANES = ((39_600.0, 600.0), (46_800.0, 900.0))
"""Of each connection for trades: how long it is used, and how long it may be silent, in seconds."""
_log = logging.getLogger("twin")

Updates = asyncio.Queue[Mapping[str, Any]]
_END: Mapping[str, Any] = {}
"""In place of an update: there will be no more."""


class Book:
    """BIN-34 to BIN-36."""

    def __init__(self, symbol: str, snapshot: Mapping[str, Any]) -> None:
        self.symbol = symbol
        self.sequence = int(snapshot["lastUpdateId"])
        self.bids: dict[Decimal, Decimal] = {}
        self.asks: dict[Decimal, Decimal] = {}
        self._set(snapshot["bids"], snapshot["asks"])
        # BIN-37: nothing is known of what lies beyond a side that was cut.
        self._lowest = min(self.bids) if len(self.bids) >= SNAPSHOT_LEVELS else None
        self._highest = max(self.asks) if len(self.asks) >= SNAPSHOT_LEVELS else None

    def apply(self, update: Mapping[str, Any]) -> None:
        """Raises Doubt on a gap, and about a book that cannot be; an update known already changes nothing."""
        if update["u"] <= self.sequence:
            return
        if update["U"] > self.sequence + 1:
            raise Doubt(f"{self.symbol}: updates {self.sequence + 1} to {update['U'] - 1} are missing")
        self.sequence = update["u"]
        self._set(update["b"], update["a"])
        self._doubt()

    def _doubt(self) -> None:
        bid, ask = max(self.bids, default=None), min(self.asks, default=None)
        if bid is not None and ask is not None and bid >= ask:
            raise Doubt(f"{self.symbol}: {bid} is bid and {ask} is asked")
        too_low = self._lowest is not None and (bid is None or bid < self._lowest)
        too_high = self._highest is not None and (ask is None or ask > self._highest)
        if too_low or too_high:
            raise Doubt(f"{self.symbol}: the price left what the snapshot covered")

    def _set(self, bids: Any, asks: Any) -> None:
        for side, levels in ((self.bids, bids), (self.asks, asks)):
            for price, quantity in levels:
                if Decimal(quantity):
                    side[Decimal(price)] = Decimal(quantity)
                else:
                    side.pop(Decimal(price), None)

    def seen(self) -> BookSeen:
        return BookSeen(
            symbol=self.symbol,
            bids=tuple(nlargest(LEVELS, self.bids.items())),
            asks=tuple(nsmallest(LEVELS, self.asks.items())),
            sequence=self.sequence,
        )


@dataclass(slots=True, repr=False)
class Market:
    url: str
    dialer: Dialer
    line: Asked
    books: dict[str, BookSeen] = field(default_factory=dict)

    # --- books ------------------------------------------------------------------------------------

    async def keep_book(self, symbol: str, tell: Tell) -> None:
        """Until stopped or cancelled."""
        backoff = Backoff()
        while not self.dialer.stopped.is_set():
            wait_s = 0.0
            try:
                await self._serve_book(symbol, tell, backoff)
            except (TwinError, LookupError, TypeError, ValueError, ArithmeticError) as error:
                wait_s = getattr(error, "wait_s", 0.0)
                _log.warning("book of %s dropped: %s", symbol, error)
                if self.books.pop(symbol, None) is not None:
                    await tell(StreamLost(stream=f"book:{symbol}", reason=str(error)))
            finally:
                self.books.pop(symbol, None)
            await self.dialer.pause(max(wait_s, backoff.next_s()))

    async def _serve_book(self, symbol: str, tell: Tell, backoff: Backoff) -> None:
        socket = await self._open(symbol, "depth@100ms")
        updates: Updates = asyncio.Queue(BACKLOG)
        reading = asyncio.create_task(_read_to_the_end(socket, updates), name=f"twin reads {symbol}")
        try:
            book = await self._build(symbol, updates)
            backoff.worked()
            while True:
                seen = self.books[symbol] = book.seen()
                await tell(seen)
                while (update := await _next(updates, QUIET_S)) is None:
                    await self._compare(book, updates)
                book.apply(update)
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)
            await socket.close()

    async def _build(self, symbol: str, updates: Updates) -> Book:
        """A snapshot that the updates join without a hole (BIN-34)."""
        book = Book(symbol, await self._snapshot(symbol))
        update = await _next(updates, QUIET_S)
        if update is None:
            if Book(symbol, await self._snapshot(symbol)).sequence != book.sequence:
                raise Doubt(f"{symbol}: the book moves and nothing comes")
            return book
        while update["U"] > book.sequence + 1:
            await self.dialer.pause(1.0)
            book = Book(symbol, await self._snapshot(symbol))
        book.apply(update)
        return book

    async def _compare(self, book: Book, updates: Updates) -> None:
        """Nothing came for long. Raises Doubt if there was something to come."""
        newest = int((await self._snapshot(book.symbol))["lastUpdateId"])
        if newest == book.sequence:
            return
        await self.dialer.pause(ON_ITS_WAY_S)
        if updates.empty():
            raise Doubt(f"{book.symbol}: silent at {book.sequence}, the venue is at {newest}")

    async def _snapshot(self, symbol: str) -> Mapping[str, Any]:
        params: dict[str, str | int] = {"symbol": symbol, "limit": SNAPSHOT_LEVELS}
        answer: Mapping[str, Any] = await self.line.ask("depth", params, weight=SNAPSHOT_WEIGHT, signed=False)
        return answer

    # --- trades -----------------------------------------------------------------------------------

    async def keep_trades(self, symbol: str, tell: Tell) -> None:
        updates: Updates = asyncio.Queue(BACKLOG)
        lanes = [
            asyncio.create_task(self._lane(symbol, number, updates), name=f"twin reads {symbol} {number}")
            for number in range(len(LANES))
        ]
        last = None
        try:
            while True:
                trade = await updates.get()
                if trade is _END:
                    return
                if last is not None and trade["t"] <= last:
                    continue
                if last is not None and trade["t"] > last + 1:
                    await tell(StreamLost(stream=f"trades:{symbol}", reason=f"lost the trades after {last}"))
                last = trade["t"]
                await tell(
                    TradeSeen(
                        symbol=symbol,
                        trade_id=last,
                        price=Decimal(trade["p"]),
                        quantity=Decimal(trade["q"]),
                        time_ms=int(trade["T"]),
                    )
                )
        finally:
            for lane in lanes:
                lane.cancel()
            await asyncio.gather(*lanes, return_exceptions=True)

    async def _lane(self, symbol: str, number: int, updates: Updates) -> None:
        """One of the connections. Only the first obeys the notice of an end (BIN-33): so both overlap."""
        lasts_s, silent_s = LANES[number]
        backoff = Backoff()
        while not self.dialer.stopped.is_set():
            wait_s = 0.0
            try:
                socket = await self._open(symbol, "trade")
            except Doubt as doubt:
                wait_s = doubt.wait_s
            else:
                backoff.worked()
                try:
                    async with asyncio.timeout(lasts_s):
                        await _read(socket, updates, silent_s, obeys=number == 0)
                except TimeoutError:
                    _log.info("trades of %s: connection renewed", symbol)
                finally:
                    await socket.close()
            await self.dialer.pause(max(wait_s, backoff.next_s()))
        updates.put_nowait(_END)

    async def _open(self, symbol: str, channel: str) -> aiohttp.ClientWebSocketResponse:
        return await self.dialer.open(f"{self.url}/ws/{symbol.lower()}@{channel}")


async def _read(
    socket: aiohttp.ClientWebSocketResponse, updates: Updates, silent_s: float | None, *, obeys: bool
) -> None:
    """Until the connection ends, is silent for too long or says something unreadable."""
    with contextlib.suppress(ValueError, AttributeError, TimeoutError):
        while (message := await socket.receive(silent_s)).type is aiohttp.WSMsgType.TEXT:
            event = json.loads(message.data)
            kind = event.get("e")
            if kind in ("depthUpdate", "trade"):
                # What finds no place leaves a hole, and holes are noticed.
                with contextlib.suppress(asyncio.QueueFull):
                    updates.put_nowait(event)
            elif kind == "serverShutdown" and obeys:
                return


async def _read_to_the_end(socket: aiohttp.ClientWebSocketResponse, updates: Updates) -> None:
    await _read(socket, updates, None, obeys=True)
    await updates.put(_END)


async def _next(updates: Updates, within_s: float) -> Mapping[str, Any] | None:
    """None when nothing came in time. Raises Doubt at the end of the connection."""
    try:
        async with asyncio.timeout(within_s):
            update = await updates.get()
    except TimeoutError:
        return None
    if update is _END:
        raise Doubt("the connection ended")
    return update
