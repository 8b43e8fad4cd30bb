"""One channel of one market: what it remembers between two messages, and what it says to news.

A channel lives while somebody is subscribed. What it has to say at once it says in `saw`, what it gathers in
`due`, which is asked at its own intervals (CBS-71, CBS-72).
"""

from collections.abc import Sequence
from typing import Any, Final

import msgspec

from fakes.exchange import Exchange
from fakes.instruments import BUY, SELL
from fakes.klines import even_klines
from fakes.ledger import LevelChanged
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.coinbase import market_messages, times
from fakes.venues.coinbase.market_messages import Kind, Level
from fakes.venues.coinbase.products import Product, Products
from fakes.venues.coinbase.subscriptions import Channel

TRADES_IN_SNAPSHOT: Final = 50
CANDLES_IN_SNAPSHOT: Final = 100
CANDLE_MS: Final = 300_000
DAY_MS: Final = 86_400_000


class Said(msgspec.Struct, frozen=True):
    """Events, and the last book number or trade id in them."""

    events: list[dict[str, Any]]
    sequence: int | None


class MarketChannel:
    every_s: float | None = None
    """How often `due` is asked; None = never."""

    def __init__(self, exchange: Exchange, product: Product) -> None:
        self._exchange = exchange
        self._product = product

    def snapshot(self, now_ms: int) -> Said:
        raise NotImplementedError

    def saw(self, changes: Sequence[LevelChanged], trades: Sequence[Trade], now_ms: int) -> Said | None:
        return None

    def due(self, now_ms: int) -> Said | None:
        return None


class BookChannel(MarketChannel):
    def snapshot(self, now_ms: int) -> Said:
        depth = self._exchange.depth(self._product.symbol)
        levels: list[Level] = [(BUY, *level) for level in depth.bids]
        levels += [(SELL, *level) for level in depth.asks]
        return Said([market_messages.book(self._product, "snapshot", levels, times.EPOCH)], depth.sequence)

    def saw(self, changes: Sequence[LevelChanged], trades: Sequence[Trade], now_ms: int) -> Said | None:
        """Each level that an operation touched once, as it is after it."""
        if not changes:
            return None
        left = {(change.side, change.ticks): change.lots for change in changes}
        levels = [(side, ticks, lots) for (side, ticks), lots in left.items()]
        event = market_messages.book(self._product, "update", levels, times.micro(now_ms))
        return Said([event], changes[-1].sequence)


class TradeChannel(MarketChannel):
    every_s = 0.25

    def __init__(self, exchange: Exchange, product: Product) -> None:
        super().__init__(exchange, product)
        self._gathered: list[Trade] = []

    def snapshot(self, now_ms: int) -> Said:
        latest = self._exchange.trades(self._product.symbol)[-TRADES_IN_SNAPSHOT:]
        event = market_messages.trades(self._product, "snapshot", reversed(latest))
        return Said([event], latest[-1].trade_id if latest else None)

    def saw(self, changes: Sequence[LevelChanged], trades: Sequence[Trade], now_ms: int) -> None:
        self._gathered += trades

    def due(self, now_ms: int) -> Said | None:
        gathered, self._gathered = self._gathered, []
        if not gathered:
            return None
        event = market_messages.trades(self._product, "update", gathered)
        return Said([event], gathered[-1].trade_id)


class TickerChannel(MarketChannel):
    """With each trade."""

    best = True

    def __init__(self, exchange: Exchange, product: Product) -> None:
        super().__init__(exchange, product)
        self._day = RollingWindow(DAY_MS, exchange.trades(product.symbol))

    def snapshot(self, now_ms: int) -> Said:
        return self._said("snapshot", now_ms)

    def saw(self, changes: Sequence[LevelChanged], trades: Sequence[Trade], now_ms: int) -> Said | None:
        for trade in trades:
            self._day.add(trade)
        return self._said("update", now_ms) if trades else None

    def _said(self, kind: Kind, now_ms: int) -> Said:
        self._day.advance(now_ms)
        event = market_messages.ticker(self._exchange, self._product, kind, self._day, best=self.best)
        return Said([event], self._day.last.trade_id if self._day.last else None)


class TickerBatchChannel(TickerChannel):
    """Every five seconds, if there was a trade."""

    best = False
    every_s = 5.0

    def __init__(self, exchange: Exchange, product: Product) -> None:
        super().__init__(exchange, product)
        self._changed = False

    def saw(self, changes: Sequence[LevelChanged], trades: Sequence[Trade], now_ms: int) -> None:
        self._changed |= super().saw(changes, trades, now_ms) is not None

    def due(self, now_ms: int) -> Said | None:
        changed, self._changed = self._changed, False
        return self._said("update", now_ms) if changed else None


class CandleChannel(MarketChannel):
    """Candles of five minutes, told each second in which there was a trade."""

    every_s = 1.0

    def __init__(self, exchange: Exchange, product: Product) -> None:
        super().__init__(exchange, product)
        self._since_ms: int | None = None
        """When the first trade was that was not told yet."""

    def snapshot(self, now_ms: int) -> Said:
        return self._said("snapshot", now_ms - CANDLES_IN_SNAPSHOT * CANDLE_MS, now_ms)

    def saw(self, changes: Sequence[LevelChanged], trades: Sequence[Trade], now_ms: int) -> None:
        if trades and self._since_ms is None:
            self._since_ms = trades[0].at_ms

    def due(self, now_ms: int) -> Said | None:
        since_ms, self._since_ms = self._since_ms, None
        return None if since_ms is None else self._said("update", since_ms, now_ms)

    def _said(self, kind: Kind, since_ms: int, now_ms: int) -> Said:
        begin_ms = max(0, since_ms // CANDLE_MS * CANDLE_MS)
        trades = self._exchange.trades(self._product.symbol)
        found = [each for each in even_klines(trades, CANDLE_MS, begin_ms, now_ms) if each.trades]
        event = market_messages.candles(self._product, kind, reversed(found))
        return Said([event], found[-1].last_trade_id if found else None)


class StatusChannel:
    """All markets, told every five seconds."""

    every_s = 5.0

    def __init__(self, exchange: Exchange, products: Products) -> None:
        self._exchange = exchange
        self._products = products

    def snapshot(self, now_ms: int) -> Said:
        return Said([self._event("snapshot")], None)

    def saw(self, changes: Sequence[LevelChanged], trades: Sequence[Trade], now_ms: int) -> None:
        return None

    def due(self, now_ms: int) -> Said | None:
        return Said([self._event("update")], None)

    def _event(self, kind: Kind) -> dict[str, Any]:
        return market_messages.status(self._exchange, kind, self._products.listed())


MAKERS: Final = {
    Channel.LEVEL2: BookChannel,
    Channel.MARKET_TRADES: TradeChannel,
    Channel.TICKER: TickerChannel,
    Channel.TICKER_BATCH: TickerBatchChannel,
    Channel.CANDLES: CandleChannel,
}
