"""One socket for each symbol, with its book and its trades; the snapshot comes before the socket.

Trades that a socket did not bring are fetched from the history before newer ones are told.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import aiohttp
import msgspec

from subjects.base import Tell
from subjects.seen import BookSeen, StreamLost, TradeSeen
from subjects.twin_parts.dialing import Backoff, Dialer
from subjects.twin_parts.errors import Doubt, TwinError, UnknownSymbol
from subjects.twin_parts.journal import Asked
from subjects.twin_parts.market import SNAPSHOT_LEVELS, SNAPSHOT_WEIGHT, Book
from subjects.twin_parts.reading import reading

QUIET_S = 30.0
"""After so long without a message of a kind the venue is asked whether there was any."""
RENEW_S = 23 * 3600.0
"""The venue ends each connection after a day (BIN-31): better at a time of one's own."""
ON_ITS_WAY_S = 2.0
JOIN_S = 5.0
GONE_AGAIN_S = 60.0
PAGE = 1000
HISTORY_TRIES = 4
"""The history may lag behind the stream (BIN-15 says so of queries)."""
_log = logging.getLogger("twin")

Messages = asyncio.Queue[Mapping[str, Any]]
News = BookSeen | TradeSeen | StreamLost


@dataclass(slots=True, repr=False)
class Feed:
    """Of one symbol, for whoever watches it."""

    symbol: str
    url: str
    dialer: Dialer
    asked: Asked
    book: BookSeen | None = None
    books: list["asyncio.Queue[News]"] = field(default_factory=list)
    trades: list["asyncio.Queue[News]"] = field(default_factory=list)
    _last: int | None = None

    async def run(self) -> None:
        backoff = Backoff()
        while not self.dialer.stopped.is_set():
            wait_s = 0.0
            try:
                await self._serve(backoff)
            except UnknownSymbol:
                wait_s = GONE_AGAIN_S
            except (TwinError, LookupError, TypeError, ValueError, ArithmeticError) as error:
                wait_s = getattr(error, "wait_s", 0.0)
                _log.warning("feed of %s ended: %s", self.symbol, error)
            finally:
                if self.book is not None:
                    self.book = None
                    _tell(self.books, StreamLost(stream=f"book:{self.symbol}", reason="connection given up"))
            await self.dialer.pause(max(wait_s, backoff.next_s()))

    async def _serve(self, backoff: Backoff) -> None:
        book = Book(self.symbol, await self._snapshot())
        channel = self.symbol.lower()
        socket = await self.dialer.open(f"{self.url}/stream?streams={channel}@depth@100ms/{channel}@trade")
        messages: Messages = asyncio.Queue()
        read = asyncio.create_task(_read(socket, messages), name=f"twin feed {self.symbol}")
        try:
            if self._last is None:
                self._last = await self._newest()
            else:
                with suppress(TwinError):  # the next trade asks again, or says what is missing
                    await self._fetch_missed()
            book = await self._join(book, messages)
            backoff.worked()
            await self._follow(book, messages)
        finally:
            read.cancel()
            await asyncio.gather(read, return_exceptions=True)
            await socket.close()

    async def _join(self, book: Book, messages: Messages) -> Book:
        """A snapshot that the updates join without a hole (BIN-34), or that is still true when none comes."""
        until_s = _now() + JOIN_S
        while (message := await _next(messages, max(0.0, until_s - _now()))) is not None:
            if message["e"] == "trade":
                await self._trade(message)
                continue
            while message["U"] > book.sequence + 1:
                await self.dialer.pause(1.0)
                book = Book(self.symbol, await self._snapshot())
            book.apply(message)
            return book
        await self._compare(book, messages)
        return book

    async def _follow(self, book: Book, messages: Messages) -> None:
        """Until the connection ends, or is to be renewed. Raises Doubt."""
        self._show(book)
        news_s = {"depthUpdate": _now(), "trade": _now()}
        until_s = _now() + RENEW_S
        while _now() < until_s:
            kind = min(news_s, key=lambda name: news_s[name])
            message = await _next(messages, max(0.0, news_s[kind] + QUIET_S - _now()))
            if message is None:
                await (self._compare_trades() if kind == "trade" else self._compare(book, messages))
                news_s[kind] = _now()
                continue
            news_s[message["e"]] = _now()
            if message["e"] == "trade":
                await self._trade(message)
            else:
                book.apply(message)
                self._show(book)

    async def _compare_trades(self) -> None:
        """None came for long. Raises Doubt if there were some."""
        before = self._last
        await self._fetch_missed()
        if self._last != before:
            raise Doubt(f"{self.symbol}: trades happen and none is told")

    async def _compare(self, book: Book, messages: Messages) -> None:
        """No update came for long. Raises Doubt if there was one to come."""
        newest = int((await self._snapshot())["lastUpdateId"])
        if newest != book.sequence:
            await self.dialer.pause(ON_ITS_WAY_S)
            if messages.empty():
                raise Doubt(f"{self.symbol}: silent at {book.sequence}, the venue is at {newest}")

    def _show(self, book: Book) -> None:
        self.book = book.seen()
        _tell(self.books, self.book)

    async def _snapshot(self) -> Mapping[str, Any]:
        params: dict[str, str | int] = {"symbol": self.symbol, "limit": SNAPSHOT_LEVELS}
        answer: Mapping[str, Any] = await self.asked.ask(
            "depth", params, weight=SNAPSHOT_WEIGHT, signed=False
        )
        return answer

    # --- trades -----------------------------------------------------------------------------------

    async def _trade(self, message: Mapping[str, Any]) -> None:
        number = int(message["t"])
        for attempt in range(HISTORY_TRIES):
            if self._last is None or number <= self._last + 1:
                break
            await self.dialer.pause(float(attempt))
            with suppress(TwinError):
                await self._fetch_missed()
        if self._last is not None and number > self._last + 1:
            lost = f"the trades {self._last + 1} to {number - 1} are missing"
            _tell(self.trades, StreamLost(stream=f"trades:{self.symbol}", reason=lost))
            self._last = number - 1
        self._told(number, message["p"], message["q"], message["T"])

    def _told(self, number: int, price: str, quantity: str, time_ms: int) -> None:
        if self._last is not None and number <= self._last:
            return
        self._last = number
        trade = TradeSeen(
            symbol=self.symbol,
            trade_id=number,
            price=Decimal(price),
            quantity=Decimal(quantity),
            time_ms=int(time_ms),
        )
        _tell(self.trades, trade)

    async def _newest(self) -> int | None:
        rows = await self._history({"limit": 1})
        return int(rows[-1]["id"]) if rows else None

    async def _fetch_missed(self) -> None:
        """All that came after the last one told, without a hole."""
        while self._last is not None:
            rows = await self._history({"limit": PAGE, "fromId": self._last + 1})
            with reading("trades"):
                for row in rows:
                    if row["id"] > self._last + 1:
                        return
                    self._told(int(row["id"]), row["price"], row["qty"], row["time"])
            if len(rows) < PAGE:
                return

    async def _history(self, span: Mapping[str, str | int]) -> Any:
        params = {"symbol": self.symbol, **span}
        return await self.asked.ask("trades.historical", params, weight=25, signed=False)


@dataclass(slots=True, repr=False)
class Feeds:
    """A feed runs as long as somebody watches it."""

    url: str
    dialer: Dialer
    asked: Asked
    _feeds: dict[str, tuple[Feed, "asyncio.Task[None]"]] = field(default_factory=dict)

    def book(self, symbol: str) -> BookSeen | None:
        return self._feeds[symbol][0].book if symbol in self._feeds else None

    async def watch(self, symbol: str, what: str, tell: Tell) -> None:
        """`what`: "books" or "trades"."""
        if symbol not in self._feeds:
            feed = Feed(symbol, self.url, self.dialer, self.asked)
            self._feeds[symbol] = feed, asyncio.create_task(feed.run(), name=f"twin feeds {symbol}")
        feed, running = self._feeds[symbol]
        news: asyncio.Queue[News] = asyncio.Queue()
        watchers = feed.books if what == "books" else feed.trades
        watchers.append(news)
        try:
            while True:
                await tell(await news.get())
        finally:
            watchers.remove(news)
            if not feed.books and not feed.trades:
                self._feeds.pop(symbol, None)
                running.cancel()
                await asyncio.gather(running, return_exceptions=True)


def _tell(watchers: list["asyncio.Queue[News]"], news: News) -> None:
    for queue in watchers:
        queue.put_nowait(news)


async def _read(socket: aiohttp.ClientWebSocketResponse, messages: Messages) -> None:
    """Until the connection ends or says something unreadable."""
    try:
        while (message := await socket.receive()).type is aiohttp.WSMsgType.TEXT:
            event = msgspec.json.decode(message.data)["data"]
            if event.get("e") in ("depthUpdate", "trade"):
                messages.put_nowait(event)
            elif event.get("e") == "serverShutdown":
                return
    except (ValueError, LookupError, TypeError, AttributeError):
        return
    finally:
        messages.put_nowait(_END)


_END: Mapping[str, Any] = {}


async def _next(messages: Messages, within_s: float) -> Any:
    """None when nothing came in time. Raises Doubt at the end of the connection."""
    try:
        async with asyncio.timeout(within_s):
            message = await messages.get()
    except TimeoutError:
        return None
    if message is _END:
        raise Doubt("the connection ended")
    return message


def _now() -> float:
    return asyncio.get_running_loop().time()
