"""One channel of one market: what it remembers between two messages, and what it says to news.

A channel lives while somebody is subscribed. It answers each operation on its market at once: this venue
holds nothing back (KRK-55, KRK-59).
"""

from collections.abc import Callable, Sequence
from typing import Final, Protocol

import msgspec

from fakes.klines import Kline, even_klines
from fakes.ledger import LevelChanged
from fakes.matching.order import Depth
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.kraken import market_messages
from fakes.venues.kraken.book_window import BookWindow
from fakes.venues.kraken.digits import Digits
from fakes.venues.kraken.market_messages import Kind, Message, Top
from fakes.venues.kraken.subscriptions import Channel, Wanted

TRADES_IN_SNAPSHOT: Final = 50
CANDLES_IN_SNAPSHOT: Final = 720
"""As many as REST gives; how many come here is not documented."""
DAY_MS: Final = 86_400_000


class Market(Protocol):
    """What a channel may ask of the exchange about one symbol."""

    @property
    def digits(self) -> Digits: ...

    @property
    def trades(self) -> Sequence[Trade]:
        """All of them, oldest first."""

    def depth(self, levels: int) -> Depth: ...


class Moved(msgspec.Struct, frozen=True):
    """What one operation did to one market."""

    changes: Sequence[LevelChanged]
    trades: Sequence[Trade]


class Saying(msgspec.Struct, frozen=True):
    """A message and the last book number or trade id in it."""

    message: Message
    sequence: int | None


class MarketChannel:
    """`says(kind)`: all that there is now; `saw`: what an operation gives to say, None = nothing."""

    __slots__ = ("market",)

    def __init__(self, market: Market) -> None:
        self.market = market

    def snapshot(self, now_ms: int) -> Saying:
        raise NotImplementedError

    def saw(self, moved: Moved, now_ms: int) -> Saying | None:
        raise NotImplementedError


class BookChannel(MarketChannel):
    __slots__ = ("_window",)

    def __init__(self, market: Market, depth: int) -> None:
        super().__init__(market)
        self._window = BookWindow(market.digits, depth, market.depth)

    def snapshot(self, now_ms: int) -> Saying:
        window = self._window
        message = market_messages.book(
            self.market.digits, "snapshot", window.snapshot(), window.checksum(), now_ms
        )
        return Saying(message, window.sequence)

    def saw(self, moved: Moved, now_ms: int) -> Saying | None:
        change = self._window.follow(moved.changes) if moved.changes else None
        if change is None:
            return None
        message = market_messages.book(self.market.digits, "update", change, self._window.checksum(), now_ms)
        return Saying(message, self._window.sequence)


class TradeChannel(MarketChannel):
    __slots__ = ()

    def snapshot(self, now_ms: int) -> Saying:
        return self._saying("snapshot", self.market.trades[-TRADES_IN_SNAPSHOT:])

    def saw(self, moved: Moved, now_ms: int) -> Saying | None:
        return self._saying("update", moved.trades) if moved.trades else None

    def _saying(self, kind: Kind, trades: Sequence[Trade]) -> Saying:
        message = market_messages.trades(self.market.digits, kind, trades)
        return Saying(message, trades[-1].trade_id if trades else None)


class TickerChannel(MarketChannel):
    __slots__ = ("_by_best_offers", "_day", "_top")

    def __init__(self, market: Market, trigger: str) -> None:
        super().__init__(market)
        self._by_best_offers = trigger == "bbo"
        self._day = RollingWindow(DAY_MS, market.trades)
        self._top = self._present_top()

    def snapshot(self, now_ms: int) -> Saying:
        return self._saying("snapshot", now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Saying | None:
        for trade in moved.trades:
            self._day.add(trade)
        before, self._top = self._top, self._present_top() if moved.changes else self._top
        if self._by_best_offers:
            return self._saying("update", now_ms) if self._top != before else None
        return self._saying("update", now_ms) if moved.trades else None

    def _saying(self, kind: Kind, now_ms: int) -> Saying:
        self._day.advance(now_ms)
        message = market_messages.ticker(self.market.digits, kind, self._day, self._top, now_ms)
        return Saying(message, self._day.last.trade_id if self._day.last else None)

    def _present_top(self) -> Top:
        depth = self.market.depth(1)
        return Top(depth.bids[0] if depth.bids else (0, 0), depth.asks[0] if depth.asks else (0, 0))


class CandleChannel(MarketChannel):
    """Tells the candle of each trade; one in which nobody trades is never told."""

    __slots__ = ("_candle", "_length_ms", "_minutes")

    def __init__(self, market: Market, minutes: int) -> None:
        super().__init__(market)
        self._minutes = minutes
        self._length_ms = minutes * 60_000
        self._candle: Kline | None = None

    def snapshot(self, now_ms: int) -> Saying:
        since_ms = max(0, now_ms - (CANDLES_IN_SNAPSHOT - 1) * self._length_ms)
        candles = self._traded(since_ms, now_ms)
        return self._saying("snapshot", candles, now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Saying | None:
        if not moved.trades:
            return None
        at_ms = moved.trades[0].at_ms  # one operation is one instant
        if self._candle is None or at_ms > self._candle.close_ms:
            [self._candle] = self._traded(at_ms, at_ms)
        else:
            for trade in moved.trades:
                self._candle.add(trade)
        return self._saying("update", [self._candle], now_ms)

    def _traded(self, since_ms: int, until_ms: int) -> list[Kline]:
        since_ms = since_ms // self._length_ms * self._length_ms
        candles = even_klines(self.market.trades, self._length_ms, since_ms, until_ms)
        return [candle for candle in candles if candle.trades]

    def _saying(self, kind: Kind, candles: Sequence[Kline], now_ms: int) -> Saying:
        message = market_messages.candles(self.market.digits, kind, candles, self._minutes, now_ms)
        return Saying(message, candles[-1].last_trade_id if candles else None)


def open_channel(wanted: Wanted, market: Market) -> MarketChannel:
    return _MAKERS[wanted.channel](wanted, market)


_MAKERS: Final[dict[Channel, Callable[[Wanted, Market], MarketChannel]]] = {
    Channel.BOOK: lambda wanted, market: BookChannel(market, wanted.options["depth"]),
    Channel.TRADE: lambda wanted, market: TradeChannel(market),
    Channel.TICKER: lambda wanted, market: TickerChannel(market, wanted.options["event_trigger"]),
    Channel.OHLC: lambda wanted, market: CandleChannel(market, wanted.options["interval"]),
}
