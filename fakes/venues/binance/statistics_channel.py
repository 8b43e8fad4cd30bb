"""Tickers and averages: what is computed over a rolling window of trades."""

from collections.abc import Iterator

from fakes.rolling import RollingWindow
from fakes.venues.binance import market_events
from fakes.venues.binance.channel import Channel, Market, Moved, Saying, top_of
from fakes.venues.binance.market_events import Event
from fakes.venues.binance.stream_names import TICKER_WINDOWS_MS, Feed, Stream

DAY_MS = 86_400_000
AVERAGE_MS = 300_000


class StatisticsChannel(Channel):
    """Everything computed over a rolling window of trades."""

    __slots__ = ("_window",)

    def __init__(self, stream: Stream, market: Market, now_ms: int) -> None:
        super().__init__(stream, market, now_ms)
        length_ms = TICKER_WINDOWS_MS.get(stream.interval, DAY_MS)
        self._window = RollingWindow(
            AVERAGE_MS if stream.feed is Feed.AVERAGE_PRICE else length_ms, market.trades
        )

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trade in moved.trades:
            self._window.add(trade)
        moves_on_the_book = self.stream.feed is Feed.TICKER and bool(moved.changes)
        self.dirty = self.dirty or bool(moved.trades) or moves_on_the_book
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        yield Saying(self.event(now_ms), self._window.last.trade_id if self._window.last else None)

    def event(self, now_ms: int) -> Event:
        scale, window, feed = self.market.scale, self._window, self.stream.feed
        window.advance(now_ms)
        if feed is Feed.TICKER:
            return market_events.ticker(scale, window, top_of(self.market), now_ms)
        if feed is Feed.MINI_TICKER:
            return market_events.mini_ticker(scale, window, now_ms)
        if feed is Feed.WINDOW_TICKER:
            return market_events.window_ticker(scale, self.stream.interval, window, now_ms)
        return market_events.average_price(scale, window, now_ms)
