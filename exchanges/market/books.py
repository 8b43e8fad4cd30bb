"""Order books kept from a stream, and never served while in doubt.

How a book begins, and what shows that it is wrong, differs: ``sequenced`` and ``streamed`` know.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, ClassVar

from structlog.typing import FilteringBoundLogger

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig
from exchanges.connection import Connection
from exchanges.delivery import BookWatch, Watched
from exchanges.dialect import Snapshot, VenueApi
from exchanges.errors import ExchangeError, NotSent, RateLimited, SequenceGap, StaleStream
from exchanges.market.subscriptions import SUBSCRIBE, UNSUBSCRIBE, Subscriptions
from exchanges.models import BookTop
from exchanges.oddities import Oddities
from exchanges.orderbook import OrderBook
from exchanges.silence import Silence
from exchanges.stream import Stream

IN_FLIGHT_S = 0.5
"""An update that REST already knows may still be on its way through the stream for so long."""
SILENCE_FLOOR_S = 4.0
LOOKED_AT = 5
"""So many levels of the venue's book are looked at to see whether it has moved on."""
ASK_FOR_THE_GONE_EVERY_S = 60.0
"""A symbol that the venue does not have is an answer: no reason to doubt a connection or to ask soon."""


class KeptBook:
    """One book, who watches it, and what is known of its stream."""

    def __init__(self, book: OrderBook) -> None:
        self.book = book
        self.watches: list[BookWatch] = []
        self.silence = Silence(SILENCE_FLOOR_S, _now())
        self.newest = 0
        """The highest event number seen, in updates or snapshots."""
        self.last_told = 0
        """The number of the last update on the present connection, 0 before the first."""
        self.older = 0
        self.asked_s = float("-inf")
        self.gone_until_s = float("-inf")
        """The venue said that it has no such symbol; until then it is not asked about its silence."""
        self.updated = asyncio.Event()
        self.rebuilding: asyncio.Task[None] | None = None


class Books:
    """The handler of the book stream."""

    book_type: ClassVar[type[OrderBook]] = OrderBook
    subscriptions_type: ClassVar[type[Subscriptions]] = Subscriptions
    most_subscriptions: ClassVar[int] = 1_000_000

    def __init__(
        self,
        *,
        api: VenueApi,
        config: Callable[[], ConnectorConfig],
        backoff: Callable[[], Backoff],
        log: FilteringBoundLogger,
        on_gap: Callable[[str, str], None],
    ) -> None:
        self._api = api
        self._config = config
        self._backoff = backoff
        self._log = log
        self._on_gap = on_gap
        self._kept: dict[str, KeptBook] = {}
        self._oddities = Oddities(log)
        self._subscriptions = self.subscriptions_type(
            self._ask,
            venue=api.venue,
            most=self.most_subscriptions,
            within_s=config().timeouts.subscribe_s,
            backoff=backoff,
            log=log,
        )
        self._changes: dict[asyncio.Task[None], None] = {}
        self.stream: Stream

    # ---- for the user ------------------------------------------------------------------------

    def watch(self, symbol: str) -> Watched[BookTop]:
        """Best prices of a symbol as they change; only while the book is known to be right."""
        kept = self._keep(symbol)
        watch = BookWatch(kept.book)
        kept.watches.append(watch)
        return Watched(watch, lambda: self._release(symbol, watch))

    def book(self, symbol: str) -> OrderBook:
        """The book itself. Raises StaleStream or SequenceGap while it is not known to be right."""
        kept = self._kept.get(symbol)
        if kept is None or not self.stream.is_live:
            raise StaleStream(f"the book of {symbol} has no live stream", venue=self._api.venue)
        if not kept.book.valid:
            raise SequenceGap(f"the book of {symbol} is being rebuilt", venue=self._api.venue)
        if kept.silence.is_overdue(_now(), self._config().heartbeat.data_s):
            age_s = _now() - kept.silence.heard_s
            raise StaleStream(f"nothing heard of {symbol} for {age_s:.1f} s", venue=self._api.venue)
        return kept.book

    def states(self) -> dict[str, bool]:
        """Which books are valid."""
        return {symbol: kept.book.valid for symbol, kept in self._kept.items()}

    def newest_s(self) -> float | None:
        """Loop time of the last update of any book."""
        return max((kept.silence.heard_s for kept in self._kept.values()), default=None)

    async def stop(self, error: ExchangeError) -> None:
        """End every watch with ``error``, and every task."""
        tasks = list(self._changes)
        for kept in self._kept.values():
            kept.book.invalidate()
            if kept.rebuilding is not None:
                tasks.append(kept.rebuilding)
            for watch in kept.watches:
                watch.end(error)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ---- what a venue adds -------------------------------------------------------------------

    async def _ask(
        self, connection: Connection, method: str, symbols: Sequence[str], within_s: float
    ) -> Sequence[str]:
        """See ``exchanges.market.subscriptions.Asking``."""
        raise NotImplementedError

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        """Work off one message: updates of kept books, and notices about the connection. Always True."""
        raise NotImplementedError

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        """True if this message answers a question asked over ``connection`` (and was given)."""
        raise NotImplementedError

    # ---- for the stream ----------------------------------------------------------------------

    async def greet(self, connection: Connection) -> None:
        await self._subscriptions.ask_for_all(connection)

    def is_fed(self) -> bool:
        return self._subscriptions.are_any

    async def room(self) -> None:
        """Never needed: watchers of a book see its newest state, not each."""

    def on_live(self, *, gap: bool) -> None:
        for kept in self._kept.values():
            kept.silence.restart(_now())
            self._rebuild_if_needed(kept)
        for symbol in self._subscriptions.refused:
            self._run(self._subscriptions.insist(self.stream, symbol), f"insist on {symbol}")

    def on_lost(self, reason: str) -> None:
        for symbol, kept in self._kept.items():
            kept.book.invalidate()
            kept.updated.clear()
            kept.last_told = 0
            self._on_gap(symbol, "stream lost")

    def patrol_is_due(self) -> bool:
        now_s, ceiling_s = _now(), self._config().heartbeat.data_s
        due = False
        for symbol, kept in self._kept.items():
            kept.silence.learn(now_s)
            due = due or self._is_suspect(symbol, kept, now_s, ceiling_s)
        return due

    def _is_suspect(self, symbol: str, kept: KeptBook, now_s: float, ceiling_s: float) -> bool:
        if now_s < kept.gone_until_s or symbol in self._subscriptions.refused:
            return False  # why it is silent is known
        return kept.silence.is_suspect(now_s, ceiling_s)

    async def patrol(self) -> str | None:
        """Ask the venue about every book that is suspiciously silent."""
        ceiling_s = self._config().heartbeat.data_s
        for symbol, kept in list(self._kept.items()):
            silence = kept.silence
            if not self._is_suspect(symbol, kept, _now(), ceiling_s):
                continue
            heard_s = silence.heard_s
            try:
                snapshot = await self._fetch_snapshot(symbol, LOOKED_AT)
            except ExchangeError as error:
                if self._api.is_unknown_symbol(error):
                    kept.gone_until_s = _now() + ASK_FOR_THE_GONE_EVERY_S
                    self._log.warning("book.symbol_gone", symbol=symbol, cause=str(error))
                    continue
                may_ask = not isinstance(error, NotSent | RateLimited)
                if may_ask and _now() - heard_s > 2 * ceiling_s:
                    return f"{symbol}: silent for {_now() - heard_s:.0f} s, and nobody to ask"
                continue  # having no answer is no evidence against the stream
            await asyncio.sleep(IN_FLIGHT_S)
            if silence.heard_s != heard_s:
                continue
            if self._has_moved_on(kept, snapshot):
                return f"{symbol}: silent for {_now() - heard_s:.1f} s while the venue moved on"
            silence.confirmed(_now())
        return None

    async def _fetch_snapshot(self, symbol: str, levels: int) -> Snapshot:
        return await self._api.snapshot(symbol, levels)

    def _has_moved_on(self, kept: KeptBook, snapshot: Snapshot) -> bool:
        """Does the venue know of something that the stream of this book has not told?"""
        raise NotImplementedError

    # ---- inside ------------------------------------------------------------------------------

    def _keep(self, symbol: str) -> KeptBook:
        kept = self._kept.get(symbol)
        if kept is None:
            kept = self._kept[symbol] = KeptBook(self._new_book(symbol))
        if self._subscriptions.want(symbol):
            self._change(SUBSCRIBE, symbol)
            if self.stream.is_live:
                self._rebuild_if_needed(kept)
        return kept

    def _new_book(self, symbol: str) -> OrderBook:
        return self.book_type(symbol, buffer_updates=self._config().book.buffer_updates)

    def _release(self, symbol: str, watch: BookWatch) -> None:
        kept = self._kept.get(symbol)
        if kept is None or watch not in kept.watches:
            return
        kept.watches.remove(watch)
        if self._subscriptions.release(symbol):
            del self._kept[symbol]
            if kept.rebuilding is not None:
                kept.rebuilding.cancel()
            self._change(UNSUBSCRIBE, symbol)

    def _change(self, method: str, symbol: str) -> None:
        self._run(self._subscriptions.change(self.stream, method, symbol), f"{method} {symbol}")

    def _run(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.get_running_loop().create_task(work, name=name)
        self._changes[task] = None
        task.add_done_callback(lambda done: self._changes.pop(done, None))

    def _rebuild_if_needed(self, kept: KeptBook) -> None:
        if kept.book.valid or (kept.rebuilding is not None and not kept.rebuilding.done()):
            return
        kept.rebuilding = asyncio.create_task(self._rebuild(kept), name=f"rebuild {kept.book.symbol}")

    async def _rebuild(self, kept: KeptBook) -> None:
        """Go on until the book is valid."""
        raise NotImplementedError


def _now() -> float:
    return asyncio.get_running_loop().time()
