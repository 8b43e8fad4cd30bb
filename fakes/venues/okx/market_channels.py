"""Channels that tell trades, and what is made of them (OKX-67 to OKX-69)."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Final

from fakes.exchange import Exchange
from fakes.klines import Kline
from fakes.rolling import RollingWindow
from fakes.venues.okx import candles, market_rows
from fakes.venues.okx.book_channels import BestChannel, BooksChannel, TopChannel
from fakes.venues.okx.channel import Channel, Json, Moved, Saying
from fakes.venues.okx.names import Market
from fakes.venues.okx.rest_public import price_limit_row


class TradesChannel(Channel):
    """Those of one taker at one price together (OKX-67)."""

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for trades in market_rows.together(moved.trades):
            last = trades[-1]
            row = {
                "instId": self.market.inst_id,
                "tradeId": str(last.trade_id),
                "px": self.market.numbers.price(last.ticks),
                "sz": self.market.numbers.size(sum(each.lots for each in trades)),
                "side": market_rows.side_of(last),
                "ts": str(last.at_ms),
                "count": str(len(trades)),
                "source": "0",
                "seqId": self.exchange.engine(self.market.symbol).sequence,
            }
            yield Saying([row], last.trade_id)


class AllTradesChannel(Channel):
    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for each in moved.trades:
            yield Saying([market_rows.trade(self.market, each)], each.trade_id)


class TickersChannel(Channel):
    """OKX-69."""

    pace_ms = 100

    def __init__(self, exchange: Exchange, market: Market, now_ms: int) -> None:
        super().__init__(exchange, market, now_ms)
        self._day = RollingWindow(market_rows.DAY_MS, exchange.trades(market.symbol))
        self._top = self._present_top()

    def first(self, now_ms: int) -> Saying:
        return self._saying(now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        for each in moved.trades:
            self._day.add(each)
        top = self._present_top() if moved.book else self._top
        if moved.trades or top != self._top:
            self._top, self.dirty = top, True
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        yield self._saying(now_ms)

    def _saying(self, now_ms: int) -> Saying:
        self._day.advance(now_ms)
        row = market_rows.ticker(self.exchange, self.market, self._day, now_ms)
        return Saying([row], self._day.last.trade_id if self._day.last else None)

    def _present_top(self) -> object:
        engine = self.exchange.engine(self.market.symbol)
        return engine.best_bid, engine.best_ask


class CandlesChannel(Channel):
    """The candle of the present, at most every half second when it changed, and once when it is over."""

    pace_ms = 500

    def __init__(self, exchange: Exchange, market: Market, now_ms: int, *, bar: str) -> None:
        super().__init__(exchange, market, now_ms)
        self._bar = bar
        self._open_ms = candles.opened_ms(bar, now_ms)

    def first(self, now_ms: int) -> Saying | None:
        return self._saying(self._present(candles.opened_ms(self._bar, now_ms)), now_ms)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or bool(moved.trades)
        return iter(())

    def due_ms(self, now_ms: int) -> int:
        closes_ms = self._open_ms + candles.BARS_MS[self._bar]
        due_ms = super().due_ms(now_ms)
        return closes_ms if due_ms is None else min(due_ms, closes_ms)

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        was_dirty, self.dirty = self.dirty, False
        open_ms = candles.opened_ms(self._bar, now_ms)
        if open_ms != self._open_ms:
            ended, self._open_ms = self._open_ms, open_ms
            yield from self._told(self._present(ended), now_ms)
        if was_dirty:
            yield from self._told(self._present(open_ms), now_ms)

    def _present(self, open_ms: int) -> Kline | None:
        trades = self.exchange.trades(self.market.symbol)
        return next(candles.candles(trades, self._bar, open_ms, open_ms), None)

    def _told(self, candle: Kline | None, now_ms: int) -> Iterator[Saying]:
        saying = self._saying(candle, now_ms)
        if saying is not None:
            yield saying

    def _saying(self, candle: Kline | None, now_ms: int) -> Saying | None:
        if candle is None:
            return None
        return Saying([candles.row(self.market.numbers, candle, now_ms)], candle.last_trade_id)


class PriceLimitChannel(Channel):
    """OKX-19: at most every 200 ms, when they changed."""

    pace_ms = 200

    def __init__(self, exchange: Exchange, market: Market, now_ms: int) -> None:
        super().__init__(exchange, market, now_ms)
        self._told: Json = None

    def first(self, now_ms: int) -> Saying:
        return Saying([self._row(now_ms)], None)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        self.dirty = self.dirty or bool(moved.trades)
        return iter(())

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        self.dirty = False
        row = self._row(now_ms)
        limits = (row["buyLmt"], row["sellLmt"])
        if limits != self._told:
            self._told = limits
            yield Saying([row], None)

    def _row(self, now_ms: int) -> Json:
        return price_limit_row(self.exchange, self.market, now_ms)


MAKERS: Final[dict[str, Callable[[Exchange, Market, int], Channel]]] = {
    "books": BooksChannel,
    "books5": TopChannel,
    "bbo-tbt": BestChannel,
    "trades": TradesChannel,
    "trades-all": AllTradesChannel,
    "tickers": TickersChannel,
    "price-limit": PriceLimitChannel,
    **{f"candle{bar}": partial(CandlesChannel, bar=bar) for bar in candles.BARS_MS},
}
