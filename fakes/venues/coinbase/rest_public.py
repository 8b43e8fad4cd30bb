"""Questions about the venue and its markets, for anybody and, under other paths, for keys.

CBS-20 to CBS-28.
"""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.klines import Kline, even_klines
from fakes.operations import Operation
from fakes.trades import Trade
from fakes.venues.coinbase import product_view, times
from fakes.venues.coinbase.digits import Digits, ratio
from fakes.venues.coinbase.endpoints import V3, Act, Caller, Endpoint
from fakes.venues.coinbase.errors import invalid, not_found
from fakes.venues.coinbase.parameters import Parameters
from fakes.venues.coinbase.product_view import best_prices
from fakes.venues.coinbase.products import Product, Products

Json = dict[str, Any]

NO_PRODUCT: Final = "valid product_id is required"
MOST_TRADES: Final = 1_000
MOST_CANDLES: Final = 350
GRANULARITIES_S: Final = {
    "ONE_MINUTE": 60,
    "FIVE_MINUTE": 300,
    "FIFTEEN_MINUTE": 900,
    "THIRTY_MINUTE": 1_800,
    "ONE_HOUR": 3_600,
    "TWO_HOUR": 7_200,
    "FOUR_HOUR": 14_400,
    "SIX_HOUR": 21_600,
    "ONE_DAY": 86_400,
}


class Public:
    def __init__(self, *, exchange: Exchange, products: Products, clock_s: Callable[[], float]) -> None:
        self._exchange = exchange
        self._products = products
        self._clock_s = clock_s

    def endpoints(self) -> Sequence[Endpoint]:
        time = Endpoint(path=f"{V3}/time", operation=Operation.TIME, act=self._time, needs=None)
        best = Endpoint(path=f"{V3}/best_bid_ask", operation=Operation.TICKER, act=self._best)
        return (
            time,
            best,
            *_twins("/products", Operation.INSTRUMENTS, self._list),
            *_twins("/products/{product_id}", Operation.INSTRUMENTS, self._one),
            *_twins("/product_book", Operation.DEPTH, self._book),
            *_twins("/products/{product_id}/ticker", Operation.TRADES, self._trades),
            *_twins("/products/{product_id}/candles", Operation.KLINES, self._candles),
        )

    def _product(self, parameters: Parameters) -> Product:
        product = self._products.named(parameters.required("product_id"))
        if product is None:
            raise invalid(NO_PRODUCT)
        return product

    # --- the venue --------------------------------------------------------------------------------

    def _time(self, _parameters: Parameters, _caller: Caller) -> Json:
        """CBS-09."""
        now_ms = int(self._clock_s() * 1000)
        return {
            "iso": times.whole(now_ms),
            "epochSeconds": str(now_ms // 1000),
            "epochMillis": str(now_ms),
        }

    # --- its markets ------------------------------------------------------------------------------

    def _list(self, parameters: Parameters, _caller: Caller) -> Json:
        """CBS-26."""
        if (parameters.text("product_type") or "SPOT") not in ("SPOT", "UNKNOWN_PRODUCT_TYPE"):
            return {"products": [], "num_products": 0, "pagination": None}
        wanted = parameters.listed("product_ids")
        found = [each for each in self._products.listed() if not wanted or each.id in wanted]
        offset = parameters.integer("offset", 0)
        limit = parameters.integer("limit", len(found)) or len(found)
        shown = found[offset : offset + limit]
        return {
            "products": [product_view.product(self._exchange, each) for each in shown],
            "num_products": len(shown),
            "pagination": None,
        }

    def _one(self, parameters: Parameters, _caller: Caller) -> Json:
        product = self._products.named(parameters.required("product_id"))
        if product is None:
            raise not_found("product not found")
        return product_view.product(self._exchange, product)

    # --- books ------------------------------------------------------------------------------------

    def _book(self, parameters: Parameters, _caller: Caller) -> Json:
        """CBS-27."""
        product = self._product(parameters)
        limit = parameters.integer("limit", 0) or None
        grouped = parameters.decimal("aggregation_price_increment")
        digits, trades = product.digits, self._exchange.trades(product.symbol)
        book = self._pricebook(product, limit, grouped)
        engine = self._exchange.engine(product.symbol)
        bid, ask = engine.best_bid, engine.best_ask
        twice = bid[0] + ask[0] if bid and ask else 0
        apart = ask[0] - bid[0] if bid and ask else 0
        return {
            "pricebook": book,
            "last": digits.price(trades[-1].ticks) if trades else "",
            "mid_market": digits.half_price(twice) if twice else "",
            "spread_bps": ratio(apart * 20_000, twice, 8) if twice else "",
            "spread_absolute": digits.price(apart) if twice else "",
        }

    def _pricebook(self, product: Product, limit: int | None, grouped: Decimal | None = None) -> Json:
        depth = self._exchange.depth(product.symbol, None if grouped else limit)
        bids, asks = depth.bids, depth.asks
        if grouped:
            step = max(1, int(grouped / product.digits.instrument.tick))
            bids, asks = _grouped(bids, step, up=False)[:limit], _grouped(asks, step, up=True)[:limit]
        return {
            "product_id": product.id,
            "bids": _levels(product.digits, bids),
            "asks": _levels(product.digits, asks),
            "time": times.micro(int(self._clock_s() * 1000)),
        }

    def _best(self, parameters: Parameters, _caller: Caller) -> Json:
        names = parameters.listed("product_ids")
        products = [self._products.named(name) for name in names] if names else self._products.listed()
        if any(product is None for product in products):
            raise invalid(NO_PRODUCT)
        return {"pricebooks": [self._pricebook(product, 1) for product in products if product is not None]}

    # --- trades and candles -----------------------------------------------------------------------

    def _trades(self, parameters: Parameters, _caller: Caller) -> Json:
        product = self._product(parameters)
        since_s, until_s = (parameters.integer(name, 0) for name in ("start", "end"))
        limit = parameters.integer("limit", 100, least=1, most=MOST_TRADES)
        trades = self._exchange.trades(product.symbol)
        found = [
            trade
            for trade in trades
            if trade.at_ms >= since_s * 1000 and (not until_s or trade.at_ms < until_s * 1000)
        ]
        bid, ask = best_prices(self._exchange, product)
        return {
            "trades": [_trade(product, trade) for trade in reversed(found[-limit:])],
            "best_bid": bid,
            "best_ask": ask,
        }

    def _candles(self, parameters: Parameters, _caller: Caller) -> Json:
        product = self._product(parameters)
        length_s = GRANULARITIES_S.get(parameters.required("granularity"))
        if length_s is None:
            raise invalid("granularity is invalid")
        since_s, until_s = (parameters.integer(name, -1, least=-1) for name in ("start", "end"))
        if since_s < 0 or until_s < since_s:
            raise invalid("start and end are required")
        if (until_s - since_s) // length_s > MOST_CANDLES:
            raise invalid(f"number of candles requested should be less than {MOST_CANDLES}")
        limit = parameters.integer("limit", MOST_CANDLES, least=1, most=MOST_CANDLES)
        until_ms = min(until_s * 1000, int(self._clock_s() * 1000))
        trades = self._exchange.trades(product.symbol)
        candles = [c for c in even_klines(trades, length_s * 1000, since_s * 1000, until_ms) if c.trades]
        return {"candles": [candle(product.digits, each) for each in reversed(candles)][:limit]}


def _twins(path: str, operation: Operation, act: Act) -> Iterator[Endpoint]:
    """The public question, which is cached, and the same for keys, which is not (CBS-20)."""
    yield Endpoint(path=f"{V3}/market{path}", operation=operation, act=act, needs=None, cached=True)
    yield Endpoint(path=V3 + path, operation=operation, act=act)


def _levels(digits: Digits, levels: Sequence[tuple[int, int]]) -> list[Json]:
    return [{"price": digits.price(ticks), "size": digits.size(lots)} for ticks, lots in levels]


def _grouped(levels: Sequence[tuple[int, int]], step: int, *, up: bool) -> list[tuple[int, int]]:
    """Levels put together on a coarser grid, away from the middle."""
    sums: dict[int, int] = {}
    for ticks, lots in levels:
        place = -(-ticks // step) * step if up else ticks // step * step
        sums[place] = sums.get(place, 0) + lots
    return list(sums.items())


def maker_side(trade: Trade) -> str:
    """CBS-28."""
    return "BUY" if trade.buyer_is_maker else "SELL"


def _trade(product: Product, trade: Trade) -> Json:
    return {
        "trade_id": str(trade.trade_id),
        "product_id": product.id,
        "price": product.digits.price(trade.ticks),
        "size": product.digits.size(trade.lots),
        "time": times.micro(trade.at_ms),
        "side": maker_side(trade),
        "bid": "",
        "ask": "",
        "exchange": "coinbase",
    }


def candle(digits: Digits, shown: Kline) -> Json:
    return {
        "start": str(shown.open_ms // 1000),
        "low": digits.price(shown.low_ticks),
        "high": digits.price(shown.high_ticks),
        "open": digits.price(shown.open_ticks),
        "close": digits.price(shown.close_ticks),
        "volume": digits.size(shown.lots),
    }
