"""Candles, price statistics, mark prices and funding."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.derivatives.clockwork import next_funding_ms
from fakes.exchange import Batch, Exchange
from fakes.klines import Kline, klines
from fakes.ledger import FundingPaid
from fakes.operations import Operation
from fakes.venues.binance import errors as spot
from fakes.venues.binance import market_events
from fakes.venues.binance.averages import Averages
from fakes.venues.binance.endpoints import Caller, Endpoint
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.listing import Listing
from fakes.venues.binance.market_events import Top
from fakes.venues.binance.parameters import INTERVALS_MS, Parameters
from fakes.venues.binance.usdm.channels import rate
from fakes.venues.binance.usdm.endpoint_kinds import asked
from fakes.venues.binance.usdm.numbers import UsdmScale, plain

Json = Any
DAY_MS: Final = 86_400_000
_SYMBOL: Final = frozenset({"symbol"})


class UsdmTickers:
    def __init__(self, exchange: Exchange, listing: Listing) -> None:
        self._exchange = exchange
        self._listing = listing
        self._day = Averages(exchange, DAY_MS)
        self._funded: list[Json] = []
        exchange.listen(self._heard)

    def endpoints(self) -> Sequence[Endpoint]:
        candles = frozenset({"symbol", "interval", "startTime", "endTime", "limit"})
        ticker, span = Operation.TICKER, _SYMBOL | {"startTime", "endTime", "limit"}
        return (
            asked("/fapi/v1/klines", Operation.KLINES, self.klines, candles, _candle_weight),
            asked("/fapi/v1/ticker/24hr", ticker, self.day, _SYMBOL, _weight(1, 40)),
            asked("/fapi/v1/ticker/price", ticker, self.price, _SYMBOL, _weight(1, 2)),
            asked("/fapi/v2/ticker/price", ticker, self.price, _SYMBOL, _weight(1, 2)),
            asked("/fapi/v1/ticker/bookTicker", ticker, self.book, _SYMBOL, _weight(2, 5)),
            asked("/fapi/v1/premiumIndex", ticker, self.premium, _SYMBOL, _weight(1, 10)),
            asked("/fapi/v1/fundingRate", Operation.OTHER, self.funding, span),
            asked("/fapi/v1/fundingInfo", Operation.OTHER, self.funding_info, weight=0),
            asked("/fapi/v1/openInterest", Operation.OTHER, self.open_interest, _SYMBOL),
        )

    # --- candles --------------------------------------------------------------------------------------

    def klines(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        interval = parameters.required("interval")
        if interval not in INTERVALS_MS or interval == "1s":
            raise Refuse(spot.BAD_INTERVAL)
        limit = parameters.limit(maximum=1500)
        start_ms, end_ms = parameters.time_range()
        now_ms = self._exchange.now_ms()
        last_ms = now_ms if end_ms is None else min(end_ms, now_ms)
        if start_ms is None:
            length_ms = INTERVALS_MS[interval] or 31 * DAY_MS
            candles = [*klines(self._exchange.trades(symbol), interval, last_ms - limit * length_ms, last_ms)]
            candles = candles[-limit:]
        else:
            candles = [*klines(self._exchange.trades(symbol), interval, start_ms, last_ms)][:limit]
        scale = UsdmScale(self._exchange.instrument(symbol))
        return [_candle(scale, candle) for candle in candles]

    # --- tickers --------------------------------------------------------------------------------------

    def _of(self, parameters: Parameters, row: Callable[[str], Json]) -> Json:
        """One symbol's row, or a list of all."""
        if "symbol" in parameters:
            return row(self._listing.symbol(parameters))
        return [row(symbol) for symbol in self._exchange.symbols()]

    def day(self, parameters: Parameters, _caller: Caller) -> Json:
        return self._of(parameters, self._day_of)

    def _day_of(self, symbol: str) -> Json:
        now_ms, window = self._exchange.now_ms(), self._day.window(symbol)
        event = market_events.ticker(UsdmScale(self._exchange.instrument(symbol)), window, Top(), now_ms)
        return {"symbol": symbol, **{name: event[letter] for letter, name in _OF_TICKER}}

    def price(self, parameters: Parameters, _caller: Caller) -> Json:
        return self._of(parameters, self._price_of)

    def _price_of(self, symbol: str) -> Json:
        trades = self._exchange.trades(symbol)
        scale = UsdmScale(self._exchange.instrument(symbol))
        last_ticks, at_ms = (trades[-1].ticks, trades[-1].at_ms) if trades else (0, 0)
        return {"symbol": symbol, "price": scale.price(last_ticks), "time": at_ms}

    def book(self, parameters: Parameters, _caller: Caller) -> Json:
        return self._of(parameters, self._book_of)

    def _book_of(self, symbol: str) -> Json:
        engine = self._exchange.engine(symbol)
        scale = UsdmScale(engine.instrument)
        bid, ask = engine.best_bid or (0, 0), engine.best_ask or (0, 0)
        return {
            "symbol": symbol,
            "bidPrice": scale.price(bid[0]),
            "bidQty": scale.quantity(bid[1]),
            "askPrice": scale.price(ask[0]),
            "askQty": scale.quantity(ask[1]),
            "time": self._exchange.now_ms(),
        }

    # --- mark prices and funding ------------------------------------------------------------------------

    def premium(self, parameters: Parameters, _caller: Caller) -> Json:
        return self._of(parameters, self._premium_of)

    def _premium_of(self, symbol: str) -> Json:
        """The index is the mark price here: there is no other market to look at."""
        instrument = self._exchange.instrument(symbol)
        assert instrument.contract is not None  # all are contracts here
        mark = plain(instrument.price(self._exchange.contracts.mark_ticks(symbol)))
        now_ms = self._exchange.now_ms()
        return {
            "symbol": symbol,
            "markPrice": mark,
            "indexPrice": mark,
            "estimatedSettlePrice": mark,
            "lastFundingRate": rate(instrument.contract.funding_ppm),
            "interestRate": rate(instrument.contract.funding_ppm),
            "nextFundingTime": next_funding_ms(instrument, now_ms),
            "time": now_ms,
        }

    def _heard(self, batch: Batch) -> None:
        """What was paid is told under its rate (BFU-71)."""
        for step in batch.steps:
            if isinstance(step.fact, FundingPaid):
                instrument = self._exchange.instrument(batch.symbol)
                row = {
                    "symbol": batch.symbol,
                    "fundingRate": rate(step.fact.rate_ppm),
                    "fundingTime": batch.at_ms,
                    "markPrice": plain(instrument.price(self._exchange.contracts.mark_ticks(batch.symbol))),
                    "rateType": "Regular",
                }
                if row not in self._funded:
                    self._funded.append(row)

    def funding(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters) if "symbol" in parameters else None
        limit = parameters.limit(default=100)
        start_ms, end_ms = parameters.time_range()
        rows = [
            row
            for row in self._funded
            if symbol in (None, row["symbol"])
            and (start_ms is None or row["fundingTime"] >= start_ms)
            and (end_ms is None or row["fundingTime"] <= end_ms)
        ]
        return rows[:limit] if start_ms is not None else rows[-limit:]

    def funding_info(self, _parameters: Parameters, _caller: Caller) -> Json:
        """Nothing was adjusted."""
        return []

    def open_interest(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        scale = UsdmScale(self._exchange.instrument(symbol))
        held = self._exchange.contracts.open_lots(symbol)
        return {"openInterest": scale.quantity(held), "symbol": symbol, "time": self._exchange.now_ms()}


_OF_TICKER: Final = (
    ("p", "priceChange"),
    ("P", "priceChangePercent"),
    ("w", "weightedAvgPrice"),
    ("c", "lastPrice"),
    ("Q", "lastQty"),
    ("o", "openPrice"),
    ("h", "highPrice"),
    ("l", "lowPrice"),
    ("v", "volume"),
    ("q", "quoteVolume"),
    ("O", "openTime"),
    ("C", "closeTime"),
    ("F", "firstId"),
    ("L", "lastId"),
    ("n", "count"),
)


def _weight(one: int, several: int) -> Callable[[Parameters], int]:
    return lambda parameters: one if "symbol" in parameters else several


def _candle_weight(parameters: Parameters) -> int:
    text = parameters.text("limit") or "500"
    limit = int(text) if text.isdecimal() else 500
    return next((weight for most, weight in ((99, 1), (499, 2), (1000, 5)) if limit <= most), 10)


def _candle(scale: UsdmScale, candle: Kline) -> Json:
    return [
        candle.open_ms,
        scale.price(candle.open_ticks),
        scale.price(candle.high_ticks),
        scale.price(candle.low_ticks),
        scale.price(candle.close_ticks),
        scale.quantity(candle.lots),
        candle.close_ms,
        scale.quote(candle.quote_atoms),
        candle.trades,
        scale.quantity(candle.taker_buy_lots),
        scale.quote(candle.taker_buy_quote_atoms),
        "0",
    ]
