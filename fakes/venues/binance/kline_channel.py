"""Candles as they grow and when they close."""

from bisect import bisect_left
from collections.abc import Iterator

from fakes.klines import Kline, next_open, open_of
from fakes.venues.binance import market_events
from fakes.venues.binance.channel import Channel, Market, Moved, Saying
from fakes.venues.binance.stream_names import Stream


class KlineChannel(Channel):
    """A candle closes on time even when nobody trades (BIN-68); the next begins at the old price."""

    __slots__ = ("_candle",)

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        super().__init__(stream, market, now_ms)
        self._candle = self._present(now_ms)

    def _present(self, now_ms: int) -> Kline | None:
        """The candle of now, from the trades so far; None before the first trade ever."""
        trades = self.market.trades
        if not trades:
            return None
        open_ms = self._open_ms(now_ms)
        first = bisect_left(trades, open_ms, key=lambda trade: trade.at_ms)
        candle = self._blank(open_ms, trades[max(first - 1, 0)].ticks)
        for trade in trades[first:]:
            candle.add(trade)
        return candle

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            yield from self._roll(trade.at_ms, now_ms)
            if self._candle is None:
                self._candle = self._blank(self._open_ms(trade.at_ms), trade.ticks)
            self._candle.add(trade)
            self.dirty = True

    def due_ms(self, now_ms: int) -> int | None:
        if self._candle is None:
            return None
        # Every interval is a multiple of its speed, so no boundary lies beyond the close.
        return self._boundary_ms(now_ms) if self.dirty else self._candle.close_ms + 1

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        yield from self._roll(now_ms, now_ms)
        if self.dirty and self._candle is not None:
            self.dirty = False
            yield self._saying(self._candle, False, now_ms)

    def _roll(self, at_ms: int, now_ms: int) -> Iterator[Saying]:
        while self._candle is not None and at_ms > self._candle.close_ms:
            closed = self._candle
            yield self._saying(closed, True, now_ms)
            self._candle = self._blank(closed.close_ms + 1, closed.close_ticks)
            self.dirty = False

    def _saying(self, candle: Kline, closed: bool, now_ms: int) -> Saying:
        event = market_events.kline(self.market.scale, self.stream.interval, candle, closed, now_ms)
        return Saying(event, candle.last_trade_id)

    def _open_ms(self, at_ms: int) -> int:
        offset_ms = self.stream.offset_ms
        return open_of(self.stream.interval, at_ms + offset_ms) - offset_ms

    def _blank(self, open_ms: int, ticks: int) -> Kline:
        offset_ms = self.stream.offset_ms
        close_ms = next_open(self.stream.interval, open_ms + offset_ms) - offset_ms - 1
        return Kline(open_ms, close_ms, ticks, ticks, ticks, ticks)
