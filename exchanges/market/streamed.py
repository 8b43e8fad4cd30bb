"""Books that come whole by the stream: what is wrong with one is mended by subscribing to it again."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from exchanges.backoff import Backoff
from exchanges.connection import Connection
from exchanges.dialect import Snapshot
from exchanges.market.books import LOOKED_AT, Books, KeptBook
from exchanges.models import Level
from exchanges.orderbook import Outcome, Row

SNAPSHOT_WITHIN_S = 5.0
"""So long after a subscription was confirmed its snapshot may take."""


class StreamedBooks(Books):
    """A venue adds ``_ask``, ``on_answer``, ``_new_book`` and ``on_message``, which hands what it has read to
    the book and the outcome to ``_heard``.
    """

    def on_lost(self, reason: str) -> None:
        super().on_lost(reason)
        for kept in self._kept.values():
            kept.book.trouble = None  # the next subscription brings a snapshot, whatever was wrong

    def _heard(self, symbol: str, outcome: Outcome, *, snapshot: bool) -> None:
        """What a message about a kept book did to it."""
        kept = self._kept[symbol]
        kept.silence.heard(asyncio.get_running_loop().time())
        if outcome is Outcome.APPLIED:
            if snapshot:
                self._log.info("book.resynced", symbol=symbol, sequence=kept.book.sequence)
            for watch in kept.watches:
                watch.wake()
        elif outcome.is_trouble:
            self._on_gap(symbol, outcome.value)
            self._rebuild_if_needed(kept)
        if snapshot:
            kept.updated.set()

    def _has_moved_on(self, kept: KeptBook, snapshot: Snapshot) -> bool:
        """Nothing is numbered that could be compared, so the best levels are."""
        if not kept.book.valid:
            return False  # it is being rebuilt: that it is silent is known
        ours = kept.book.snapshot(LOOKED_AT)
        return _differ(ours.bids, snapshot.bids) or _differ(ours.asks, snapshot.asks)

    async def _rebuild(self, kept: KeptBook) -> None:
        """Wait for the snapshot that a subscription brings; if none comes, or a bad one, ask for another."""
        symbol = kept.book.symbol
        backoff = self._backoff()
        overdue_on: Connection | None = None
        asked = False
        while not kept.book.valid:
            await self.stream.live()
            connection = self.stream.connection
            if connection is not None and (kept.book.trouble is not None or overdue_on is connection):
                if asked:
                    await asyncio.sleep(self._pause_s(kept, backoff))
                    if kept.book.valid or self.stream.connection is not connection:
                        continue
                asked = True
                kept.updated.clear()
                await self._subscriptions.renew(self.stream, symbol)
            if not await self._snapshot_came(kept):
                overdue_on = None if symbol in self._subscriptions.refused else connection
            kept.updated.clear()

    async def _snapshot_came(self, kept: KeptBook) -> bool:
        """Wait for it, as long as it may take; whether it can be used, the book knows."""
        try:
            async with asyncio.timeout(SNAPSHOT_WITHIN_S):
                await kept.updated.wait()
        except TimeoutError:
            return False
        return True

    def _pause_s(self, kept: KeptBook, backoff: Backoff) -> float:
        """Before a subscription is renewed once more, which did not help."""
        wait_s = backoff.next()
        trouble = kept.book.trouble
        cause = "no snapshot came" if trouble is None else trouble.value
        self._log.warning(
            "book.snapshot_failed", symbol=kept.book.symbol, cause=cause, wait_s=round(wait_s, 3)
        )
        return wait_s


def _differ(ours: Sequence[Level], theirs: Sequence[Row]) -> bool:
    """REST may cut quantities to fewer digits: within one unit of the last digit told they are the same."""
    told = [(Decimal(row[0]), Decimal(row[1])) for row in theirs[:LOOKED_AT]]
    if len(ours) != len(told):
        return True
    return any(
        price != their_price or abs(quantity - their_quantity) >= _last_digit(their_quantity)
        for (price, quantity), (their_price, their_quantity) in zip(ours, told, strict=True)
    )


def _last_digit(number: Decimal) -> Decimal:
    """One unit of it."""
    return Decimal(1).scaleb(int(number.as_tuple().exponent))
