"""Channels that tell a market's book: by differences, or its best levels whole (OKX-63 to OKX-66)."""

from collections.abc import Iterator, Sequence
from typing import Final

from fakes.exchange import Exchange
from fakes.venues.okx import market_rows
from fakes.venues.okx.channel import Channel, Moved, Saying
from fakes.venues.okx.market_rows import changes, rows, view_of
from fakes.venues.okx.names import Market

LEVELS: Final = 400
QUIET_MS: Final = 60_000
"""After which a book in which nothing happened says so (OKX-64)."""


class BooksChannel(Channel):
    """A snapshot for each who comes, then what is different every 100 ms (OKX-63, OKX-64, OKX-65)."""

    pace_ms = 100

    def __init__(self, exchange: Exchange, market: Market, now_ms: int) -> None:
        super().__init__(exchange, market, now_ms)
        self._told = view_of(exchange, market.symbol, LEVELS)
        self._offset = 0
        self._number = self._told.sequence
        self._spoke_ms = now_ms

    def first(self, now_ms: int) -> Saying:
        """As it was when all others were last told."""
        bids, asks = list(self._told.bids.values()), list(self._told.asks.values())
        return self._saying("snapshot", bids, asks, -1, now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or moved.book
        return iter(())

    def due_ms(self, now_ms: int) -> int:
        return super().due_ms(now_ms) or max(self._spoke_ms + QUIET_MS, now_ms)

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        was_dirty, self.dirty = self.dirty, False
        before, previous = self._told, self._number
        if was_dirty:
            self._told = view_of(self.exchange, self.market.symbol, LEVELS)
        bids, asks = changes(before.bids, self._told.bids), changes(before.asks, self._told.asks)
        if bids or asks:
            self._number = self._told.sequence - self._offset
        elif now_ms < self._spoke_ms + QUIET_MS:
            return  # what came has gone again
        self._spoke_ms = now_ms
        yield self._saying("update", bids, asks, previous, now_ms)

    def _saying(
        self,
        action: str,
        bids: Sequence[market_rows.Level],
        asks: Sequence[market_rows.Level],
        previous: int,
        now_ms: int,
    ) -> Saying:
        numbers = self.market.numbers
        book = {
            "asks": rows(numbers, asks),
            "bids": rows(numbers, bids),
            "ts": str(now_ms),
            "checksum": 0,  # OKX-66
            "seqId": self._number,
            "prevSeqId": previous,
        }
        return Saying([book], self._told.sequence, action)

    def restart(self) -> None:
        """The next message is the first of a new count, and follows the last of the old one (OKX-64)."""
        self._offset = self._told.sequence


class TopChannel(Channel):
    """The best levels, whole, when they changed (OKX-63)."""

    levels = 5
    pace_ms = 100

    def __init__(self, exchange: Exchange, market: Market, now_ms: int) -> None:
        super().__init__(exchange, market, now_ms)
        self._told = view_of(exchange, market.symbol, self.levels)

    def first(self, now_ms: int) -> Saying:
        return self._saying(now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or moved.book
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        before = self._told
        self._told = view_of(self.exchange, self.market.symbol, self.levels)
        if (before.bids, before.asks) != (self._told.bids, self._told.asks):
            yield self._saying(now_ms)

    def _saying(self, now_ms: int) -> Saying:
        numbers, told = self.market.numbers, self._told
        book = {
            "asks": rows(numbers, tuple(told.asks.values())),
            "bids": rows(numbers, tuple(told.bids.values())),
            "instId": self.market.inst_id,
            "ts": str(now_ms),
            "seqId": told.sequence,
        }
        return Saying([book], told.sequence)


class BestChannel(TopChannel):
    levels = 1
    pace_ms = 10

    def _saying(self, now_ms: int) -> Saying:
        saying = super()._saying(now_ms)
        [book] = saying.data
        return Saying([{name: value for name, value in book.items() if name != "instId"}], saying.sequence)
