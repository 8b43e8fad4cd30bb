"""Order books kept from the update stream (BIN-34, BIN-35, BIN-36), and never served while in doubt."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import ClassVar

import msgspec
from structlog.typing import FilteringBoundLogger

from exchanges.backoff import Backoff
from exchanges.config import ConnectorConfig
from exchanges.connection import Connection
from exchanges.delivery import BookWatch, Watched
from exchanges.errors import CircuitOpen, ExchangeError, NotSent, RateLimited, SequenceGap, StaleStream
from exchanges.models import BookTop
from exchanges.orderbook import OrderBook, Outcome
from exchanges.silence import Silence
from exchanges.stream import Stream
from exchanges.venues.binance.errors import ASK_FOR_THE_GONE_EVERY_S, NO_SUCH_SYMBOL, VENUE
from exchanges.venues.binance.messages import DepthEvent, DepthSnapshot, ShutdownEvent
from exchanges.venues.binance.subscriptions import Subscriptions, Unusual

FetchSnapshot = Callable[[str, int], Awaitable[DepthSnapshot]]

FIRST_UPDATE_WAIT_S = 1.0
"""A snapshot can be judged by the update that follows it; in a still market none may come."""
IN_FLIGHT_S = 0.5
"""An update that REST already knows may still be on its way through the stream for so long."""
SILENCE_FLOOR_S = 4.0
_CIRCUIT_LOOK_S = 5.0
"""While the circuit is open, how often a book looks whether it may ask again."""
_RESET_AFTER = 5
"""So many snapshots in a row older than what was seen mean that the venue began to count anew."""

_decode = msgspec.json.Decoder(DepthEvent | ShutdownEvent).decode


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

    def __init__(
        self,
        *,
        fetch_snapshot: FetchSnapshot,
        config: Callable[[], ConnectorConfig],
        backoff: Callable[[], Backoff],
        log: FilteringBoundLogger,
        on_gap: Callable[[str, str], None],
    ) -> None:
        self._fetch_snapshot = fetch_snapshot
        self._config = config
        self._backoff = backoff
        self._log = log
        self._on_gap = on_gap
        self._kept: dict[str, KeptBook] = {}
        self._unusual = Unusual(log)
        self._subscriptions = self.subscriptions_type(log, config().timeouts.subscribe_s)
        self._slots = asyncio.Semaphore(config().book.snapshots_at_once)
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
            raise StaleStream(f"the book of {symbol} has no live stream", venue=VENUE)
        if not kept.book.valid:
            raise SequenceGap(f"the book of {symbol} is being rebuilt", venue=VENUE)
        if kept.silence.is_overdue(_now(), self._config().heartbeat.data_s):
            age_s = _now() - kept.silence.heard_s
            raise StaleStream(f"nothing heard of {symbol} for {age_s:.1f} s", venue=VENUE)
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

    # ---- for the stream ----------------------------------------------------------------------

    async def greet(self, connection: Connection) -> None:
        await self._subscriptions.ask_for_all(connection)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        try:
            event = _decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError):
            self._unusual.handle(raw, connection, self.stream)
            return True
        if type(event) is ShutdownEvent:
            self.stream.renew()
            return True
        kept = self._kept.get(event.symbol)
        if kept is not None:
            self._apply(kept, event)
        return True

    def on_answer(self, raw: bytes, connection: Connection) -> bool:
        return self._unusual.answer(raw, connection)

    async def room(self) -> None:
        """Never needed: watchers of a book see its newest state, not each."""

    def on_live(self, *, gap: bool) -> None:
        for kept in self._kept.values():
            kept.silence.restart(_now())
            self._rebuild_if_needed(kept)

    def on_lost(self, reason: str) -> None:
        for symbol, kept in self._kept.items():
            kept.book.invalidate()
            kept.updated.clear()
            kept.last_told = 0
            self._on_gap(symbol, "stream lost")

    def patrol_is_due(self) -> bool:
        now_s, ceiling_s = _now(), self._config().heartbeat.data_s
        due = False
        for kept in self._kept.values():
            kept.silence.learn(now_s)
            due = due or (now_s >= kept.gone_until_s and kept.silence.is_suspect(now_s, ceiling_s))
        return due

    async def patrol(self) -> str | None:
        """Ask the venue about every book that is suspiciously silent (weight 5 each, BIN-37)."""
        ceiling_s = self._config().heartbeat.data_s
        for symbol, kept in list(self._kept.items()):
            silence = kept.silence
            if _now() < kept.gone_until_s or not silence.is_suspect(_now(), ceiling_s):
                continue
            heard_s = silence.heard_s
            try:
                snapshot = await self._fetch_snapshot(symbol, 5)
            except ExchangeError as error:
                if error.code == NO_SUCH_SYMBOL:
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
            if snapshot.lastUpdateId > kept.newest:
                return f"{symbol}: silent for {_now() - heard_s:.1f} s while the venue moved on"
            silence.confirmed(_now())
        return None

    # ---- inside ------------------------------------------------------------------------------

    def _keep(self, symbol: str) -> KeptBook:
        kept = self._kept.get(symbol)
        if kept is None:
            book = self.book_type(symbol, buffer_updates=self._config().book.buffer_updates)
            kept = self._kept[symbol] = KeptBook(book)
        if self._subscriptions.want(_stream_of(symbol)):
            self._change("SUBSCRIBE", symbol)
            if self.stream.is_live:
                self._rebuild_if_needed(kept)
        return kept

    def _release(self, symbol: str, watch: BookWatch) -> None:
        kept = self._kept.get(symbol)
        if kept is None or watch not in kept.watches:
            return
        kept.watches.remove(watch)
        if self._subscriptions.release(_stream_of(symbol)):
            del self._kept[symbol]
            if kept.rebuilding is not None:
                kept.rebuilding.cancel()
            self._change("UNSUBSCRIBE", symbol)

    def _change(self, method: str, symbol: str) -> None:
        change = self._subscriptions.change(self.stream, method, _stream_of(symbol))
        task = asyncio.get_running_loop().create_task(change, name=f"{method} {symbol}")
        self._changes[task] = None
        task.add_done_callback(lambda done: self._changes.pop(done, None))

    def _apply(self, kept: KeptBook, event: DepthEvent) -> None:
        kept.silence.heard(_now())
        kept.last_told = event.last_sequence
        if event.last_sequence > kept.newest:
            kept.newest = event.last_sequence
        outcome = kept.book.apply(
            event.first_sequence, event.last_sequence, event.bids, event.asks, event.time_ms
        )
        if outcome is Outcome.APPLIED:
            for watch in kept.watches:
                watch.wake()
        elif outcome is Outcome.BUFFERED:
            kept.updated.set()
        elif outcome.is_trouble:
            self._on_gap(kept.book.symbol, outcome.value)
            kept.updated.set()
            self._rebuild_if_needed(kept)

    def _rebuild_if_needed(self, kept: KeptBook) -> None:
        if kept.book.valid or (kept.rebuilding is not None and not kept.rebuilding.done()):
            return
        kept.rebuilding = asyncio.create_task(self._rebuild(kept), name=f"rebuild {kept.book.symbol}")

    async def _rebuild(self, kept: KeptBook) -> None:
        """Fetch snapshots until one fits. All books queue for the same few places (BIN-37)."""
        loop = asyncio.get_running_loop()
        symbol = kept.book.symbol
        backoff = self._backoff()
        while not kept.book.valid:
            await self.stream.live()
            try:
                async with asyncio.timeout(FIRST_UPDATE_WAIT_S):
                    await kept.updated.wait()
            except TimeoutError:
                pass
            rules = self._config().book
            await asyncio.sleep(max(0.0, kept.asked_s + rules.snapshot_gap_s - loop.time()))
            try:
                async with self._slots:
                    kept.asked_s = loop.time()
                    snapshot = await self._snapshot(symbol, rules.snapshot_levels, backoff)
            except ExchangeError as error:
                # Outside of the slot: a book whose snapshot fails must not keep the others waiting.
                await asyncio.sleep(self._pause_s(symbol, error, backoff))
                continue
            if snapshot is not None and self.stream.is_live:
                self._take(kept, snapshot, rules.snapshot_levels)

    async def _snapshot(self, symbol: str, levels: int, backoff: Backoff) -> DepthSnapshot | None:
        """``None`` after a refusal that was meant for all: its pause is over, ask again."""
        try:
            return await self._fetch_snapshot(symbol, levels)
        except RateLimited as error:
            await asyncio.sleep(self._pause_s(symbol, error, backoff))
            return None

    def _pause_s(self, symbol: str, error: ExchangeError, backoff: Backoff) -> float:
        """How long to wait after a snapshot that failed."""
        at_least_s = error.retry_after_s or 0.0
        if isinstance(error, CircuitOpen):
            # Nobody was asked: no reason to wait longer than the circuit does, and to look costs nothing.
            backoff.reset()
            at_least_s = min(at_least_s, _CIRCUIT_LOOK_S)
        wait_s = backoff.next(at_least_s=at_least_s)
        self._log.warning(
            "book.snapshot_failed",
            symbol=symbol,
            cause=f"{type(error).__name__}: {error}",
            wait_s=round(wait_s, 3),
        )
        return wait_s

    def _take(self, kept: KeptBook, snapshot: DepthSnapshot, limit: int) -> None:
        symbol = kept.book.symbol
        sequence = snapshot.lastUpdateId
        if sequence < kept.newest and not kept.updated.is_set():
            # Nothing at hand to replay over it, and we have seen the future of this snapshot.
            outcome = self._too_old(kept, sequence)
        else:
            outcome = kept.book.apply_snapshot(sequence, snapshot.bids, snapshot.asks, limit=limit)
            if outcome is Outcome.STALE:
                outcome = self._too_old(kept, sequence)
        if outcome is not Outcome.APPLIED:
            self._log.warning("book.snapshot_refused", symbol=symbol, cause=outcome.value)
            return
        kept.older = 0
        kept.newest = kept.book.sequence
        self._log.info("book.resynced", symbol=symbol, sequence=kept.book.sequence)
        for watch in kept.watches:
            watch.wake()

    def _too_old(self, kept: KeptBook, sequence: int) -> Outcome:
        if kept.last_told > sequence:
            # The stream itself is ahead: a cache that lags, for however long, and no new count.
            return Outcome.STALE
        kept.older += 1
        if kept.older >= _RESET_AFTER:
            kept.older = 0
            kept.newest = 0
            kept.book.invalidate()
            kept.updated.clear()
        return Outcome.STALE


def _stream_of(symbol: str) -> str:
    return f"{symbol.lower()}@depth@100ms"


def _now() -> float:
    return asyncio.get_running_loop().time()
