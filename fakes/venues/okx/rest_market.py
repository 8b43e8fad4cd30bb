"""Public questions about markets: books, trades, candles, tickers."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.operations import Operation
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.okx import codes, market_rows
from fakes.venues.okx.candles import BARS_MS, candles, opened_ms, row
from fakes.venues.okx.endpoints import Caller, Endpoint
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.names import TYPES, Market, Markets
from fakes.venues.okx.pages import page
from fakes.venues.okx.parameters import Parameters

Json = Any
LEVELS: Final = 400
ALL_LEVELS: Final = 5_000
TRADES: Final = 500
CANDLES: Final = 300


class MarketQuestions:
    """`clock_ms`: the venue's own clock."""

    def __init__(self, exchange: Exchange, markets: Markets, clock_ms: Callable[[], int]) -> None:
        self._exchange = exchange
        self._markets = markets
        self._clock_ms = clock_ms

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            Endpoint(name="market/books", operation=Operation.DEPTH, act=self._books),
            Endpoint(name="market/books-full", operation=Operation.DEPTH, act=self._whole_books),
            Endpoint(name="market/trades", operation=Operation.TRADES, act=self._trades),
            Endpoint(name="market/history-trades", operation=Operation.TRADES, act=self._older_trades),
            Endpoint(name="market/candles", operation=Operation.KLINES, act=self._candles),
            Endpoint(name="market/history-candles", operation=Operation.KLINES, act=self._candles),
            Endpoint(name="market/ticker", operation=Operation.TICKER, act=self._ticker),
            Endpoint(name="market/tickers", operation=Operation.TICKER, act=self._tickers),
        )

    def _market(self, parameters: Parameters) -> Market:
        market = self._markets.asked(parameters.required("instId"))
        if market is None:
            raise Refuse(codes.UNKNOWN_INSTRUMENT)
        return market

    # --- books ------------------------------------------------------------------------------------

    def _books(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        market = self._market(parameters)
        levels = parameters.integer("sz", least=1, most=LEVELS) or 1
        view = market_rows.view_of(self._exchange, market.symbol, levels)
        return [
            {
                "asks": market_rows.rows(market.numbers, tuple(view.asks.values())),
                "bids": market_rows.rows(market.numbers, tuple(view.bids.values())),
                "ts": str(self._clock_ms()),
                "seqId": view.sequence,
            }
        ]

    def _whole_books(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        """Levels have no third field here."""
        market = self._market(parameters)
        levels = parameters.integer("sz", least=1, most=ALL_LEVELS) or 1
        view = market_rows.view_of(self._exchange, market.symbol, levels)
        sides = {
            name: [
                [price, size, count]
                for price, size, _, count in market_rows.rows(market.numbers, tuple(side.values()))
            ]
            for name, side in (("asks", view.asks), ("bids", view.bids))
        }
        return [{**sides, "ts": str(self._clock_ms())}]

    # --- trades -----------------------------------------------------------------------------------

    def _trades(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        market = self._market(parameters)
        limit = min(parameters.integer("limit", least=1) or 100, TRADES)
        newest = self._exchange.trades(market.symbol)[-limit:]
        return [market_rows.trade(market, each) for each in reversed(newest)]

    def _older_trades(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        """By id (`type` 1, the default) or by time (2)."""
        market = self._market(parameters)
        by_time = parameters.one_of("type", ("1", "2")) == "2"

        def place(each: Trade) -> int:
            return each.at_ms if by_time else each.trade_id

        listed = page(self._exchange.trades(market.symbol), parameters, place)
        return [market_rows.trade(market, each) for each in listed]

    # --- candles ----------------------------------------------------------------------------------

    def _candles(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        market = self._market(parameters)
        bar = parameters.one_of("bar", tuple(BARS_MS)) or "1m"
        after_ms, before_ms = parameters.integer("after"), parameters.integer("before")
        limit = min(parameters.integer("limit", least=1) or 100, CANDLES)
        now_ms = self._clock_ms()
        end_ms = now_ms if after_ms is None else min(now_ms, after_ms - 1)
        start_ms = max(opened_ms(bar, end_ms) - (limit - 1) * BARS_MS[bar], 0)
        if before_ms is not None:
            start_ms = max(start_ms, before_ms + 1)
        shown = list(candles(self._exchange.trades(market.symbol), bar, start_ms, end_ms))
        return [row(market.numbers, candle, now_ms) for candle in reversed(shown[-limit:])]

    # --- tickers ----------------------------------------------------------------------------------

    def _ticker(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        return [self._day(self._market(parameters))]

    def _tickers(self, parameters: Parameters, _caller: Caller) -> Sequence[Json]:
        parameters.required("instType")
        if parameters.one_of("instType", TYPES) != self._markets.inst_type:
            return []
        return [self._day(market) for market in self._markets.listed()]

    def _day(self, market: Market) -> Json:
        now_ms = self._clock_ms()
        day = RollingWindow(market_rows.DAY_MS, self._exchange.trades(market.symbol))
        day.advance(now_ms)
        return market_rows.ticker(self._exchange, market, day, now_ms)
