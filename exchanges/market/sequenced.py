"""Books that begin with a snapshot over REST and go on with numbered updates of the stream."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, Protocol

from exchanges.backoff import Backoff
from exchanges.dialect import Snapshot
from exchanges.errors import CircuitOpen, ExchangeError, RateLimited
from exchanges.market.books import Books, KeptBook
from exchanges.orderbook import Outcome, Row

FIRST_UPDATE_WAIT_S = 1.0
"""A snapshot can be judged by the update that follows it; in a still market none may come."""
_CIRCUIT_LOOK_S = 5.0
"""While the circuit is open, how often a book looks whether it may ask again."""
_RESET_AFTER = 5
"""So many snapshots in a row older than what was seen mean that the venue began to count anew."""


class NumberedUpdate(Protocol):
    """Absolute quantities, 0 deletes; the numbers of the first and the last event that it covers."""

    @property
    def first_sequence(self) -> int: ...
    @property
    def last_sequence(self) -> int: ...
    @property
    def bids(self) -> Sequence[Row]: ...
    @property
    def asks(self) -> Sequence[Row]: ...
    @property
    def time_ms(self) -> int: ...


class SequencedBooks(Books):
    """A venue adds ``_ask``, ``on_message`` (which calls ``_apply``) and ``on_answer``."""

    def __init__(self, **parts: Any) -> None:
        super().__init__(**parts)
        self._slots = asyncio.Semaphore(self._config().book.snapshots_at_once)

    def _has_moved_on(self, kept: KeptBook, snapshot: Snapshot) -> bool:
        return snapshot.sequence > kept.newest

    def _apply(self, kept: KeptBook, event: NumberedUpdate) -> None:
        kept.silence.heard(asyncio.get_running_loop().time())
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

    async def _rebuild(self, kept: KeptBook) -> None:
        """Fetch snapshots until one fits. All books queue for the same few places."""
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

    async def _snapshot(self, symbol: str, levels: int, backoff: Backoff) -> Snapshot | None:
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

    def _take(self, kept: KeptBook, snapshot: Snapshot, limit: int) -> None:
        symbol = kept.book.symbol
        sequence = snapshot.sequence
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
