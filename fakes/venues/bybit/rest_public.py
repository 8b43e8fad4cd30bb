"""Public questions about the venue and its markets: BYB-08, BYB-15 to BYB-21."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange, SymbolStatus
from fakes.instruments import BUY, Instrument
from fakes.ledger import LevelChanged
from fakes.matching import Depth
from fakes.operations import Operation
from fakes.truth import Book
from fakes.venues.bybit import errors
from fakes.venues.bybit.digits import Digits
from fakes.venues.bybit.endpoints import Caller, Endpoint, Result, public
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.instrument_rows import spot_row
from fakes.venues.bybit.order_ids import OrderIds
from fakes.venues.bybit.order_rules import band
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.product import Product
from fakes.venues.bybit.sequences import Sequences

Json = dict[str, Any]

CATEGORIES: Final = ("spot", "linear", "inverse", "option")
MOST_LEVELS: Final = 1_000
STATUSES: Final = {SymbolStatus.TRADING: "Trading", SymbolStatus.DELISTED: "Closed"}
"""A market that was halted for other reasons is shown as one that is not open yet."""
NOT_OPEN: Final = "PreLaunch"


def status_of(exchange: Exchange, symbol: str) -> str:
    return STATUSES.get(exchange.status(symbol), NOT_OPEN)


class Public:
    """What anybody may ask. `last_u`: the number of the last update of the 1000-level stream (BYB-18);
    `full_book`: that of the full one, with its book (BYB-96)."""

    def __init__(
        self,
        *,
        exchange: Exchange,
        product: Product,
        ids: OrderIds,
        sequences: Sequences,
        digits_of: Callable[[str], Digits],
        last_u: Callable[[str], int],
        full_book: Callable[[str], tuple[int, Depth]],
        clock_s: Callable[[], float],
    ) -> None:
        self._exchange = exchange
        self._product = product
        self._ids = ids
        self._sequences = sequences
        self._digits_of = digits_of
        self._last_u = last_u
        self._of_full_book = full_book
        self._clock_s = clock_s

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            public("market/time", Operation.TIME, self._time),
            public("market/instruments-info", Operation.INSTRUMENTS, self._instruments),
            public("market/orderbook", Operation.DEPTH, self._book),
            public("market/full_orderbook", Operation.DEPTH, self._full_book),
            public("market/recent-trade", Operation.TRADES, self._trades),
            public("market/price-limit", Operation.OTHER, self._price_limit),
            public("system/status", Operation.SYSTEM, self._status),
        )

    # --- the venue --------------------------------------------------------------------------------

    def _time(self, _parameters: Parameters, _caller: Caller) -> Result:
        now_us = int(self._clock_s() * 1_000_000)
        return Result({"timeSecond": str(now_us // 1_000_000), "timeNano": str(now_us * 1_000)})

    def _status(self, _parameters: Parameters, _caller: Caller) -> Result:
        """Nothing is announced here (BYB-85)."""
        return Result({"list": []}, text="")

    # --- markets ----------------------------------------------------------------------------------

    def _instruments(self, parameters: Parameters, _caller: Caller) -> Result:
        if not self._is_ours(parameters):  # one symbol, other markets (BYB-14)
            category = parameters.required("category")
            return Result({"category": category, "list": [], "nextPageCursor": ""})
        wanted, base = parameters.text("symbol"), parameters.text("baseCoin")
        status = parameters.text("status") or "Trading"
        symbols = [*self._exchange.symbols()]
        if wanted is not None:
            if wanted not in symbols:
                raise Refuse(errors.NO_SUCH_SYMBOL)  # BYB-24
            symbols = [wanted]
        rows = []
        for number, symbol in enumerate(self._exchange.ledger.instruments, start=1):
            instrument = self._exchange.instrument(symbol)
            shown = status_of(self._exchange, symbol)
            if symbol not in symbols or (base is not None and instrument.base != base):
                continue
            if shown == status or wanted is not None:
                rows.append(self.rules(instrument, number, shown))
        return Result({"category": self._product.category, **self.paged(rows, parameters)})

    def rules(self, instrument: Instrument, number: int, status: str) -> Json:
        """A market's row; `number` is its place among all that ever were."""
        return spot_row(instrument, number, status)

    def account_rules(self, instrument: Instrument, number: int, status: str) -> Json:
        """The row as an account is shown it."""
        return self.rules(instrument, number, status) | {"isPublicRpi": True, "myRpiPermission": False}

    def paged(self, rows: Sequence[Json], _parameters: Parameters, *, most: int = 1_000) -> Json:
        """Spot has no pages (BYB-15)."""
        return {"list": rows}

    def _is_ours(self, parameters: Parameters) -> bool:
        category = parameters.required("category")
        if category not in CATEGORIES:
            raise Refuse(params("Illegal category"))
        return category == self._product.category

    def symbol(self, parameters: Parameters) -> str:
        """A market of this product. Raises Refuse."""
        symbol = parameters.required("symbol")
        if not self._is_ours(parameters) or not self._exchange.lists(symbol):
            raise Refuse(errors.NO_SUCH_SYMBOL)
        return symbol

    # --- books ------------------------------------------------------------------------------------

    def _book(self, parameters: Parameters, _caller: Caller) -> Result:
        """BYB-18."""
        symbol = self.symbol(parameters)
        limit = self._levels(parameters)
        return Result(self._shown(symbol, self._exchange.depth(symbol, limit), self._last_u(symbol)))

    def _levels(self, parameters: Parameters) -> int:
        return parameters.integer("limit", least=1, most=MOST_LEVELS) or self._product.book_default

    def _full_book(self, parameters: Parameters, _caller: Caller) -> Result:
        symbol = self.symbol(parameters)
        u, depth = self._of_full_book(symbol)
        return Result(self._shown(symbol, depth, u))

    def book_as_it_was(self, parameters: Parameters, at_s: float) -> Json | None:
        """The answer that this question would have had at that stage time; None before there was a book."""
        symbol = self.symbol(parameters)
        book = Book(symbol)
        for entry in self._exchange.ledger.of(LevelChanged):
            if entry.at_s > at_s:
                break
            if entry.fact.symbol == symbol:
                book.apply(entry.fact)
        depth = book.depth(self._levels(parameters))
        return self._shown(symbol, depth, self._last_u(symbol)) if book.sequence else None

    def _shown(self, symbol: str, depth: Depth, u: int) -> Json:
        digits, now_ms = self._digits_of(symbol), int(self._clock_s() * 1000)
        return {
            "s": symbol,
            "a": [[digits.price(ticks), digits.quantity(lots)] for ticks, lots in depth.asks],
            "b": [[digits.price(ticks), digits.quantity(lots)] for ticks, lots in depth.bids],
            "ts": now_ms,
            "u": u,
            "seq": depth.sequence,
            "cts": now_ms,
        }

    def _price_limit(self, parameters: Parameters, _caller: Caller) -> Result:
        """BYB-21."""
        symbol = self.symbol(parameters)
        limits, digits = band(self._exchange, symbol), self._digits_of(symbol)
        ticks = [digits.instrument.ticks(price) for price in limits] if limits else [0, 0]
        now_ms = int(self._clock_s() * 1000)
        told = {"symbol": symbol, "buyLmt": digits.price(ticks[0]), "sellLmt": digits.price(ticks[1])}
        return Result(told | {"ts": str(now_ms)}, text="")

    # --- trades -----------------------------------------------------------------------------------

    def _trades(self, parameters: Parameters, _caller: Caller) -> Result:
        """BYB-19."""
        symbol, product = self.symbol(parameters), self._product
        most = product.most_trades
        limit = parameters.integer("limit", least=1, most=most) or min(most, 500)
        digits = self._digits_of(symbol)
        rows = [
            {
                "execId": self._ids.trade(symbol, trade.trade_id),
                "symbol": symbol,
                "price": digits.price(trade.ticks),
                "size": digits.quantity(trade.lots),
                "side": "Buy" if trade.fact.taker_side is BUY else "Sell",
                "time": str(trade.at_ms),
                "isBlockTrade": False,
                "isRPITrade": False,
                "seq": str(self._sequences.of_trade(symbol, trade.trade_id)),
            }
            for trade in reversed(self._exchange.trades(symbol)[-limit:])
        ]
        return Result({"category": product.category, "list": rows})
