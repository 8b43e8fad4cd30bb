"""Public statistics: the day so far, candles, and how far apart the best prices were."""

from bisect import bisect_left
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Batch, Exchange
from fakes.klines import Kline, even_klines
from fakes.operations import Operation
from fakes.trades import Trade
from fakes.venues.kraken import errors, money
from fakes.venues.kraken.digits import Digits
from fakes.venues.kraken.endpoints import Caller, Endpoint
from fakes.venues.kraken.errors import Refuse
from fakes.venues.kraken.pairs import Pair, Pairs, answered
from fakes.venues.kraken.parameters import Parameters

Json = dict[str, Any]

DAY_MS: Final = 86_400_000
INTERVALS_MIN: Final = ("1", "5", "15", "30", "60", "240", "1440", "10080", "21600")
MOST_CANDLES: Final = 720
MOST_SPREADS: Final = 200


class Tickers:
    """Hears of every operation, to remember the best prices after it."""

    def __init__(self, exchange: Exchange, pairs: Pairs, clock_s: Callable[[], float]) -> None:
        self._exchange = exchange
        self._pairs = pairs
        self._clock_s = clock_s
        self._spreads: dict[str, deque[tuple[int, int, int]]] = {}
        exchange.listen(self._heard)

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            Endpoint(name="Ticker", operation=Operation.TICKER, act=self._ticker, private=False),
            Endpoint(name="OHLC", operation=Operation.KLINES, act=self._candles, private=False, by_pair=True),
            Endpoint(name="Spread", operation=Operation.OTHER, act=self._spread, private=False),
        )

    # --- the day ----------------------------------------------------------------------------------

    def _ticker(self, parameters: Parameters, _caller: Caller) -> Json:
        names = parameters.listed("pair")
        everything = [(pair.key, pair) for pair in self._pairs.listed()]
        wanted = [self._answered(name) for name in names] if names else everything
        return {name: self._day(pair) for name, pair in wanted}

    def _answered(self, name: str) -> tuple[str, Pair]:
        found = answered(self._pairs, name)
        if found is None:
            raise Refuse(errors.UNKNOWN_PAIR)
        return found

    def _day(self, pair: Pair) -> Json:
        """Pairs of values are of today, which begins at midnight UTC, and of the last 24 hours."""
        digits, now_ms = pair.digits, int(self._clock_s() * 1000)
        trades = self._exchange.trades(pair.symbol)
        spans = [_since(trades, now_ms // DAY_MS * DAY_MS), _since(trades, now_ms - DAY_MS)]
        last_ticks, last_lots = (trades[-1].ticks, trades[-1].lots) if trades else (0, 0)
        opened_ticks = spans[0][0].ticks if spans[0] else last_ticks
        engine = self._exchange.engine(pair.symbol)
        return {
            "a": _best(digits, engine.best_ask),
            "b": _best(digits, engine.best_bid),
            "c": [money.price(digits, last_ticks), digits.quantity(last_lots).text],
            "v": [digits.quantity(sum(trade.lots for trade in span)).text for span in spans],
            "p": [_vwap(digits, span) for span in spans],
            "t": [len(span) for span in spans],
            "l": [money.price(digits, min((trade.ticks for trade in span), default=0)) for span in spans],
            "h": [money.price(digits, max((trade.ticks for trade in span), default=0)) for span in spans],
            "o": money.price(digits, opened_ticks),
        }

    # --- candles ----------------------------------------------------------------------------------

    def _candles(self, parameters: Parameters, _caller: Caller) -> Json:
        """The last row is the candle that is not finished; `last` is the newest that is."""
        name, pair = self._answered(parameters.required("pair"))
        length_ms = int(parameters.one_of("interval", INTERVALS_MIN) or "1") * 60_000
        since_s = parameters.integer("since", least=0)
        now_ms = int(self._clock_s() * 1000)
        oldest_ms = now_ms // length_ms * length_ms - (MOST_CANDLES - 1) * length_ms
        trades = self._exchange.trades(pair.symbol)
        candles = list(even_klines(trades, length_ms, oldest_ms, now_ms))
        finished = candles[-2] if len(candles) > 1 else candles[-1] if candles else None
        shown = [c for c in candles[:-1] if since_s is None or c.open_ms > since_s * 1000] + candles[-1:]
        return {
            name: [_candle(pair.digits, candle) for candle in shown],
            "last": finished.open_ms // 1000 if finished else now_ms // 1000,
        }

    # --- the best prices --------------------------------------------------------------------------

    def _heard(self, batch: Batch) -> None:
        if not batch.symbol:
            return
        engine = self._exchange.engine(batch.symbol)
        bid, ask = engine.best_bid, engine.best_ask
        if bid is None or ask is None:
            return
        rows = self._spreads.get(batch.symbol)
        if rows is None:
            rows = self._spreads[batch.symbol] = deque(maxlen=MOST_SPREADS)
        if not rows or rows[-1][1:] != (bid[0], ask[0]):
            rows.append((batch.at_ms // 1000, bid[0], ask[0]))

    def _spread(self, parameters: Parameters, _caller: Caller) -> Json:
        name, pair = self._answered(parameters.required("pair"))
        since_s = parameters.integer("since", least=0) or 0
        digits = pair.digits
        rows = [row for row in self._spreads.get(pair.symbol, ()) if row[0] >= since_s]
        return {
            name: [[at_s, money.price(digits, bid), money.price(digits, ask)] for at_s, bid, ask in rows],
            "last": rows[-1][0] if rows else int(self._clock_s()),
        }


def _since(trades: Sequence[Trade], start_ms: int) -> Sequence[Trade]:
    return trades[bisect_left(trades, start_ms, key=lambda trade: trade.at_ms) :]


def _best(digits: Digits, level: tuple[int, int] | None) -> list[str]:
    """Price, volume in whole lots, volume."""
    ticks, lots = level or (0, 0)
    shown = money.few(digits, lots)
    return [money.price(digits, ticks), shown.partition(".")[0], shown]


def _vwap(digits: Digits, trades: Sequence[Trade]) -> str:
    return money.average(
        digits, sum(trade.quote_atoms for trade in trades), sum(trade.lots for trade in trades)
    )


def _candle(digits: Digits, candle: Kline) -> list[Any]:
    """Prices with the pair's decimals; a candle without trades has a vwap of "0.0"."""
    prices = (candle.open_ticks, candle.high_ticks, candle.low_ticks, candle.close_ticks)
    return [
        candle.open_ms // 1000,
        *(digits.price(ticks).text for ticks in prices),
        digits.average(candle.quote_atoms, candle.lots).text if candle.trades else "0.0",
        digits.quantity(candle.lots).text,
        candle.trades,
    ]
