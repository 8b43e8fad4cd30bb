"""The last day, and candles (BYB-20, BYB-76)."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.klines import Kline, klines
from fakes.operations import Operation
from fakes.rolling import RollingWindow
from fakes.venues.bybit import errors
from fakes.venues.bybit.days import DAY_MS, DayRow
from fakes.venues.bybit.digits import Digits
from fakes.venues.bybit.endpoints import Caller, Endpoint, Result, public
from fakes.venues.bybit.errors import Refuse
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.rest_public import Public

INTERVALS: Final = {
    "1": "1m",
    "3": "3m",
    "5": "5m",
    "15": "15m",
    "30": "30m",
    "60": "1h",
    "120": "2h",
    "240": "4h",
    "360": "6h",
    "720": "12h",
    "D": "1d",
    "W": "1w",
    "M": "1M",
}
"""The venue's names of intervals and ours."""
MOST_CANDLES: Final = 1_000


class Tickers:
    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        markets: Public,
        digits_of: Callable[[str], Digits],
        day_row: DayRow,
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._product = product
        self._markets = markets
        self._digits_of = digits_of
        self._day_row = day_row
        self._clock_ms = clock_ms

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            public("market/tickers", Operation.TICKER, self._tickers),
            public("market/kline", Operation.KLINES, self._candles),
        )

    def _tickers(self, parameters: Parameters, _caller: Caller) -> Result:
        if parameters.required("category") != self._product.category:
            raise Refuse(errors.NO_SUCH_SYMBOL)
        asked = parameters.text("symbol")
        symbols = self._exchange.symbols() if asked is None else [self._markets.symbol(parameters)]
        return Result({"category": self._product.category, "list": [self._row(s) for s in symbols]})

    def _row(self, symbol: str) -> dict[str, Any]:
        digits, engine = self._digits_of(symbol), self._exchange.engine(symbol)
        day = RollingWindow(DAY_MS, self._exchange.trades(symbol))
        day.advance(self._clock_ms())
        bid, ask = engine.best_bid, engine.best_ask
        return {
            "bid1Price": digits.price(bid[0]) if bid else "",
            "bid1Size": digits.quantity(bid[1]) if bid else "",
            "ask1Price": digits.price(ask[0]) if ask else "",
            "ask1Size": digits.quantity(ask[1]) if ask else "",
        } | self._day_row(digits, day, self._exchange)

    def _candles(self, parameters: Parameters, _caller: Caller) -> Result:
        """Newest first, the unfinished one among them."""
        category = parameters.text("category") or "linear"
        symbol = self._markets.symbol(parameters.with_(category=category))
        interval = INTERVALS[parameters.one_of("interval", tuple(INTERVALS), "")]
        limit = parameters.integer("limit", least=1, most=MOST_CANDLES) or 200
        now_ms = self._clock_ms()
        start_ms = parameters.integer("start", least=0) or 0
        end_ms = min(parameters.integer("end", least=0) or now_ms, now_ms)
        candles = list(klines(self._exchange.trades(symbol), interval, start_ms, end_ms))
        digits = self._digits_of(symbol)
        rows = [candle_row(digits, candle) for candle in reversed(candles[-limit:])]
        return Result({"symbol": symbol, "category": category, "list": rows})


def candle_row(digits: Digits, candle: Kline) -> list[str]:
    prices = (candle.open_ticks, candle.high_ticks, candle.low_ticks, candle.close_ticks)
    return [
        str(candle.open_ms),
        *(digits.price(ticks) for ticks in prices),
        digits.quantity(candle.lots),
        digits.value(candle.quote_atoms),
    ]
