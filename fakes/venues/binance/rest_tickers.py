"""Candles, averages and price statistics, from the trades that happened."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.klines import Kline, klines
from fakes.operations import Operation
from fakes.rolling import RollingWindow
from fakes.trades import Trade
from fakes.venues.binance import errors
from fakes.venues.binance.averages import Averages
from fakes.venues.binance.endpoints import Act, Caller, Endpoint, Weight
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.listing import Listing, listed
from fakes.venues.binance.numbers import Scale, places
from fakes.venues.binance.parameters import INTERVALS_MS, Parameters
from fakes.venues.binance.symbols import AVERAGE_MINUTES

Json = Any
DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
TIME_ZONE: Final = re.compile(r"^([+-]?)(\d{1,2})(?::(\d{2}))?$")
WINDOW: Final = re.compile(r"^(?:([1-9]|[1-5]\d)m|([1-9]|1\d|2[0-3])h|([1-7])d)$")
MOST_SYMBOLS: Final = 100
_SELECTION: Final = frozenset({"symbol", "symbols", "symbolStatus"})


class Tickers:
    def __init__(self, exchange: Exchange, listing: Listing) -> None:
        self._exchange = exchange
        self._listing = listing
        self._five_minutes = Averages(exchange, AVERAGE_MINUTES * 60_000)
        self._day = Averages(exchange, DAY_MS)

    def endpoints(self) -> Sequence[Endpoint]:
        candles = frozenset({"symbol", "interval", "startTime", "endTime", "timeZone", "limit"})
        typed = _SELECTION | {"type"}
        kline, ticker = Operation.KLINES, Operation.TICKER
        return (
            _get("klines", "klines", kline, self.klines, candles, 2),
            _get("uiKlines", "uiKlines", kline, self.klines, candles, 2),
            _get("avgPrice", "avgPrice", ticker, self.average_price, frozenset({"symbol"}), 2),
            _get("ticker/24hr", "ticker.24hr", ticker, self.day, typed, _day_weight),
            _get(
                "ticker/tradingDay",
                "ticker.tradingDay",
                ticker,
                self.trading_day,
                typed | {"timeZone"},
                lambda p: min(200, 4 * listed(p)),
            ),
            _get(
                "ticker",
                "ticker",
                ticker,
                self.rolling,
                typed | {"windowSize"},
                lambda p: min(200, 4 * listed(p)),
            ),
            _get("ticker/price", "ticker.price", ticker, self.price, _SELECTION, _light_weight),
            _get("ticker/bookTicker", "ticker.book", ticker, self.book, _SELECTION, _light_weight),
        )

    # --- candles ----------------------------------------------------------------------------------

    def klines(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        interval = parameters.required("interval")
        if interval not in INTERVALS_MS:
            raise Refuse(errors.BAD_INTERVAL)
        limit, shift_ms = parameters.limit(), _time_zone_ms(parameters)
        start_ms, end_ms = parameters.time_range()
        now_ms = self._exchange.now_ms()
        last_ms = now_ms if end_ms is None else min(end_ms, now_ms)
        if start_ms is None:
            length_ms = INTERVALS_MS[interval] or 31 * DAY_MS
            start_ms = last_ms - (limit + 1) * length_ms
            rows = self._candles(symbol, interval, start_ms, last_ms, shift_ms)[-limit:]
        else:
            rows = self._candles(symbol, interval, start_ms, last_ms, shift_ms)[:limit]
        scale = self._listing.scale(symbol)
        return [_candle(scale, row, shift_ms) for row in rows]

    def _candles(self, symbol: str, interval: str, start_ms: int, end_ms: int, shift_ms: int) -> list[Kline]:
        """Candles opening within the bounds, in local time if the request named a time zone."""
        trades = self._exchange.trades(symbol)
        if shift_ms:
            trades = [Trade(trade.fact, trade.at_ms + shift_ms, trade.quote_atoms) for trade in trades]
        return list(klines(trades, interval, max(0, start_ms + shift_ms), end_ms + shift_ms))

    def average_price(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        trades = self._exchange.trades(symbol)
        price = self._five_minutes.price(symbol)
        return {
            "mins": AVERAGE_MINUTES,
            "price": places(price or Decimal(0)),
            "closeTime": trades[-1].at_ms if trades else 0,
        }

    # --- statistics -------------------------------------------------------------------------------

    def day(self, parameters: Parameters, _caller: Caller) -> Json:
        mini, names = _is_mini(parameters), self._listing.wanted(parameters)
        now_ms = self._exchange.now_ms()
        rows = []
        for symbol in names:
            window = self._day.window(symbol)
            row = self._statistics(symbol, window, mini)
            row |= {"openTime": now_ms - DAY_MS, "closeTime": now_ms}
            if not mini:
                row |= self._last_and_book(symbol, window.before)
            rows.append(_in_order(row))
        return rows[0] if "symbol" in parameters else rows

    def trading_day(self, parameters: Parameters, _caller: Caller) -> Json:
        shift_ms = _time_zone_ms(parameters)
        open_ms = (self._exchange.now_ms() + shift_ms) // DAY_MS * DAY_MS - shift_ms
        return self._spans(parameters, open_ms, open_ms + DAY_MS - 1)

    def rolling(self, parameters: Parameters, _caller: Caller) -> Json:
        """A window that opens on a whole minute and closes now."""
        size = WINDOW.match(parameters.text("windowSize") or "1d")
        if size is None:
            raise Refuse(errors.invalid("windowSize"))
        minutes, hours, days = (int(part or 0) for part in size.groups())
        length_ms = minutes * 60_000 + hours * HOUR_MS + days * DAY_MS
        now_ms = self._exchange.now_ms()
        return self._spans(parameters, (now_ms - length_ms) // 60_000 * 60_000, now_ms)

    def _spans(self, parameters: Parameters, open_ms: int, close_ms: int) -> Json:
        mini, names = _is_mini(parameters), self._listing.wanted(parameters, all_by_default=False)
        if len(names) > MOST_SYMBOLS:
            raise Refuse(errors.invalid("symbols"))
        rows = [
            _in_order(
                self._statistics(symbol, self._window_since(symbol, open_ms), mini)
                | {"openTime": open_ms, "closeTime": close_ms}
            )
            for symbol in names
        ]
        return rows[0] if "symbol" in parameters else rows

    def _window_since(self, symbol: str, open_ms: int) -> RollingWindow:
        trades = self._exchange.trades(symbol)
        first = bisect_left(trades, open_ms, key=lambda trade: trade.at_ms)
        return RollingWindow(self._exchange.now_ms() - open_ms, trades[first:])

    def _statistics(self, symbol: str, window: RollingWindow, mini: bool) -> dict[str, Any]:
        """Zeros and ids of -1 where nothing traded."""
        scale = self._listing.scale(symbol)
        first, last = window.first, window.last
        opened, closed = first.ticks if first else 0, last.ticks if last else 0
        row: dict[str, Any] = {"symbol": symbol}
        if not mini:
            row |= _change(scale, opened, closed, window.lots, window.quote_atoms)
        return row | {
            "openPrice": scale.price(opened),
            "highPrice": scale.price(window.high_ticks),
            "lowPrice": scale.price(window.low_ticks),
            "lastPrice": scale.price(closed),
            "volume": scale.quantity(window.lots),
            "quoteVolume": scale.quote(window.quote_atoms),
            "firstId": first.trade_id if first else -1,
            "lastId": last.trade_id if last else -1,
            "count": len(window),
        }

    def _last_and_book(self, symbol: str, before: Trade | None) -> dict[str, Any]:
        scale, trades = self._listing.scale(symbol), self._exchange.trades(symbol)
        previous = before or (trades[0] if trades else None)
        return {
            "prevClosePrice": scale.price(previous.ticks if previous else 0),
            "lastQty": scale.quantity(trades[-1].lots if trades else 0),
            **self._top(symbol),
        }

    # --- prices -----------------------------------------------------------------------------------

    def price(self, parameters: Parameters, _caller: Caller) -> Json:
        rows = []
        for symbol in self._listing.wanted(parameters):
            trades = self._exchange.trades(symbol)
            price = self._listing.scale(symbol).price(trades[-1].ticks if trades else 0)
            rows.append({"symbol": symbol, "price": price})
        return rows[0] if "symbol" in parameters else rows

    def book(self, parameters: Parameters, _caller: Caller) -> Json:
        rows = [{"symbol": symbol, **self._top(symbol)} for symbol in self._listing.wanted(parameters)]
        return rows[0] if "symbol" in parameters else rows

    def _top(self, symbol: str) -> dict[str, str]:
        scale, book = self._listing.scale(symbol), self._exchange.depth(symbol, 1)
        bid, ask = (book.bids or [(0, 0)])[0], (book.asks or [(0, 0)])[0]
        return {
            "bidPrice": scale.price(bid[0]),
            "bidQty": scale.quantity(bid[1]),
            "askPrice": scale.price(ask[0]),
            "askQty": scale.quantity(ask[1]),
        }


_ORDER: Final = (
    "symbol",
    "priceChange",
    "priceChangePercent",
    "weightedAvgPrice",
    "prevClosePrice",
    "lastPrice",
    "lastQty",
    "bidPrice",
    "bidQty",
    "askPrice",
    "askQty",
    "openPrice",
    "highPrice",
    "lowPrice",
    "volume",
    "quoteVolume",
    "openTime",
    "closeTime",
    "firstId",
    "lastId",
    "count",
)


def _in_order(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in _ORDER if name in row}


def _change(scale: Scale, first: int, last: int, lots: int, atoms: int) -> dict[str, str]:
    instrument = scale.instrument
    quote = Decimal(atoms).scaleb(-instrument.quote_precision)
    average = quote / (instrument.step * lots) if lots else Decimal(0)
    percent = Decimal(100 * (last - first)) / first if first else Decimal(0)
    return {
        "priceChange": places(instrument.tick * (last - first)),
        "priceChangePercent": places(percent, 3),
        "weightedAvgPrice": places(average),
    }


def _candle(scale: Scale, row: Kline, shift_ms: int) -> Json:
    return [
        row.open_ms - shift_ms,
        scale.price(row.open_ticks),
        scale.price(row.high_ticks),
        scale.price(row.low_ticks),
        scale.price(row.close_ticks),
        scale.quantity(row.lots),
        row.close_ms - shift_ms,
        scale.quote(row.quote_atoms),
        row.trades,
        scale.quantity(row.taker_buy_lots),
        scale.quote(row.taker_buy_quote_atoms),
        "0",
    ]


def _time_zone_ms(parameters: Parameters) -> int:
    """`timeZone` as an offset: hours, or hours and minutes, from -12:00 to +14:00."""
    found = TIME_ZONE.match(parameters.text("timeZone") or "0")
    if found is None:
        raise Refuse(errors.invalid("timeZone"))
    sign, hours, minutes = found.groups()
    offset_ms = int(hours) * HOUR_MS + int(minutes or 0) * 60_000
    offset_ms = -offset_ms if sign == "-" else offset_ms
    if not -12 * HOUR_MS <= offset_ms <= 14 * HOUR_MS:
        raise Refuse(errors.invalid("timeZone"))
    return offset_ms


def _is_mini(parameters: Parameters) -> bool:
    return parameters.one_of("type", ("FULL", "MINI"), errors.BAD_TICKER_TYPE) == "MINI"


def _day_weight(parameters: Parameters) -> int:
    if "symbol" in parameters:
        return 2
    if "symbols" not in parameters:
        return 80
    count = listed(parameters)
    return 2 if count <= 20 else 40 if count <= 100 else 80


def _light_weight(parameters: Parameters) -> int:
    return 2 if "symbol" in parameters else 4


def _get(
    path: str, websocket: str, operation: Operation, act: Act, accepts: frozenset[str], weight: int | Weight
) -> Endpoint:
    return Endpoint(
        method="GET",
        path=f"/api/v3/{path}",
        websocket=websocket,
        operation=operation,
        act=act,
        accepts=accepts,
        weight=weight,
    )
