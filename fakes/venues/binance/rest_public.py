"""Public endpoints: the venue itself, its books and its trades."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from fakes.exchange import Exchange
from fakes.ledger import LevelChanged
from fakes.matching import Depth
from fakes.operations import Operation
from fakes.trades import Trade
from fakes.truth import Book
from fakes.venues.binance import errors, render
from fakes.venues.binance.aggregates import Aggregate, aggregates
from fakes.venues.binance.endpoints import Act, Caller, Endpoint, Weight
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.limits import Limits
from fakes.venues.binance.listing import Listing, listed, within
from fakes.venues.binance.numbers import Scale
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.symbols import exchange_information

Json = Any
MOST_LEVELS = 5000


class Public:
    """Handlers that need no key."""

    def __init__(self, exchange: Exchange, listing: Listing, limits: Limits) -> None:
        self._exchange = exchange
        self._listing = listing
        self._limits = limits
        self._aggregates: dict[str, tuple[list[Aggregate], int]] = {}

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _get("/api/v3/ping", "ping", Operation.PING, lambda _p, _c: {}),
            _get("/api/v3/time", "time", Operation.TIME, self.time),
            _get(
                "/api/v3/exchangeInfo",
                "exchangeInfo",
                Operation.INSTRUMENTS,
                self.exchange_info,
                accepts=frozenset({"symbol", "symbols", "permissions", "showPermissionSets", "symbolStatus"}),
                weight=20,
            ),
            _get(
                "/api/v3/executionRules",
                "executionRules",
                Operation.INSTRUMENTS,
                self.execution_rules,
                accepts=frozenset({"symbol", "symbols", "symbolStatus"}),
                weight=_rules_weight,
            ),
            _get(
                "/api/v3/referencePrice/calculation",
                "referencePrice.calculation",
                Operation.TICKER,
                self.reference_price,
                accepts=frozenset({"symbol", "symbolStatus"}),
                weight=2,
            ),
            _get(
                "/api/v3/referencePrice",
                "referencePrice",
                Operation.TICKER,
                self.reference_price,
                accepts=frozenset({"symbol"}),
                weight=2,
            ),
            *self._market_endpoints(),
        )

    def _market_endpoints(self) -> Sequence[Endpoint]:
        trades = frozenset({"symbol", "limit"})
        return (
            _get(
                "/api/v3/depth",
                "depth",
                Operation.DEPTH,
                self.depth,
                accepts=trades | {"symbolStatus"},
                weight=_depth_weight,
            ),
            _get("/api/v3/trades", "trades.recent", Operation.TRADES, self.trades, accepts=trades, weight=25),
            _get(
                "/api/v3/historicalTrades",
                "trades.historical",
                Operation.TRADES,
                self.historical_trades,
                accepts=trades | {"fromId"},
                weight=25,
            ),
            _get(
                "/api/v3/aggTrades",
                "trades.aggregate",
                Operation.TRADES,
                self.aggregate_trades,
                accepts=trades | {"fromId", "startTime", "endTime"},
                weight=4,
            ),
            _get(
                "/api/v3/historicalBlockTrades",
                "blockTrades.historical",
                Operation.TRADES,
                self.block_trades,
                accepts=trades | {"fromId"},
                weight=25,
            ),
        )

    def time(self, _parameters: Parameters, _caller: Caller) -> Json:
        return {"serverTime": self._exchange.now_ms()}

    def exchange_info(self, parameters: Parameters, caller: Caller) -> Json:
        names = parameters.symbols()
        status = self._listing.status_wanted(parameters)
        permissions = parameters.text("permissions")
        if names is not None and (status is not None or permissions is not None):
            raise Refuse(errors.BAD_COMBINATION)
        for name in names or ():
            self._listing.known(name)
        listed = self._exchange.symbols() if names is None else names
        if permissions is not None and '"SPOT"' not in permissions and permissions != "SPOT":
            listed = ()
        return exchange_information(
            self._exchange,
            [name for name in listed if status is None or self._exchange.status(name) is status],
            self._limits.rules(connections=caller.transport == "ws"),
            show_sets=parameters.boolean("showPermissionSets", True),
        )

    def execution_rules(self, parameters: Parameters, _caller: Caller) -> Json:
        """No symbol of this venue has a price range rule, which the documents allow."""
        names = self._listing.wanted(parameters)
        return {"symbolRules": [{"symbol": name, "rules": []} for name in names]}

    def depth(self, parameters: Parameters, _caller: Caller) -> Json:
        """`lastUpdateId` is the number of the book that the streams count on from (BIN-34)."""
        symbol = self._listing.symbol(parameters)
        wanted = self._listing.status_wanted(parameters)
        if wanted is not None and self._exchange.status(symbol) is not wanted:
            raise Refuse(errors.STATUS_MISMATCH)
        return self.written_book(symbol, self._exchange.depth(symbol, _levels(parameters)))

    def depth_as_it_was(self, parameters: Parameters, at_s: float) -> Json | None:
        """The snapshot that stage time `at_s` would have given; None = there was no book yet."""
        symbol = self._listing.symbol(parameters)
        book = Book(symbol)
        for entry in self._exchange.ledger.of(LevelChanged):
            if entry.at_s > at_s:
                break
            if entry.fact.symbol == symbol:
                book.apply(entry.fact)
        if not book.sequence:
            return None
        return self.written_book(symbol, book.depth(_levels(parameters)))

    def written_book(self, symbol: str, book: Depth) -> Json:
        scale = self._listing.scale(symbol)
        return {
            "lastUpdateId": book.sequence,
            "bids": [[scale.price(ticks), scale.quantity(lots)] for ticks, lots in book.bids],
            "asks": [[scale.price(ticks), scale.quantity(lots)] for ticks, lots in book.asks],
        }

    def trades(self, parameters: Parameters, _caller: Caller) -> Json:
        """Ids rise by one from trade to trade (BIN-38)."""
        symbol = self._listing.symbol(parameters)
        return self._written(symbol, self._exchange.trades(symbol)[-parameters.limit() :])

    def historical_trades(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        trades = self._exchange.trades(symbol)
        limit, from_id = parameters.limit(), parameters.integer("fromId")
        if from_id is None:
            return self._written(symbol, trades[-limit:])
        first = bisect_left(trades, from_id, key=lambda trade: trade.trade_id)
        return self._written(symbol, trades[first : first + limit])

    def aggregate_trades(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        scale = self._listing.scale(symbol)
        limit, from_id = parameters.limit(), parameters.integer("fromId")
        start_ms, end_ms = parameters.time_range()
        rows: Sequence[Aggregate] = self._aggregated(symbol)
        if from_id is not None:
            rows = rows[max(0, from_id - 1) : max(0, from_id - 1) + limit]
        else:
            rows = within(rows, start_ms, end_ms, limit, when=lambda row: row[1][0].at_ms)
        return [_aggregate(scale, number, group) for number, group in rows]

    def _aggregated(self, symbol: str) -> list[Aggregate]:
        """All aggregates so far. Between two requests whole operations happen, so none straddles."""
        trades = self._exchange.trades(symbol)
        rows, seen = self._aggregates.get(symbol, ([], 0))
        rows.extend(aggregates(trades[seen:], len(rows) + 1))
        self._aggregates[symbol] = (rows, len(trades))
        return rows

    def block_trades(self, parameters: Parameters, _caller: Caller) -> Json:
        """None was ever made here."""
        self._listing.symbol(parameters)
        parameters.required("fromId")
        return []

    def reference_price(self, parameters: Parameters, _caller: Caller) -> Json:
        self._listing.symbol(parameters)
        raise Refuse(errors.NO_REFERENCE_PRICE)

    def _written(self, symbol: str, trades: Sequence[Trade]) -> Json:
        scale = self._listing.scale(symbol)
        return [render.public_trade(scale, trade) for trade in trades]


def _levels(parameters: Parameters) -> int:
    return parameters.limit(default=100, maximum=MOST_LEVELS)


def _get(
    path: str,
    websocket: str,
    operation: Operation,
    act: Act,
    *,
    accepts: frozenset[str] = frozenset(),
    weight: int | Weight = 1,
) -> Endpoint:
    return Endpoint(
        method="GET",
        path=path,
        websocket=websocket,
        operation=operation,
        act=act,
        accepts=accepts,
        weight=weight,
    )


def _depth_weight(parameters: Parameters) -> int:
    """BIN-37."""
    text = parameters.text("limit") or "100"
    limit = int(text) if text.isdecimal() else 100
    return next((weight for most, weight in ((100, 5), (500, 25), (1000, 50)) if limit <= most), 250)


def _rules_weight(parameters: Parameters) -> int:
    if "symbol" in parameters:
        return 2
    return min(40, 2 * listed(parameters)) if "symbols" in parameters else 40


def _aggregate(scale: Scale, number: int, trades: Sequence[Trade]) -> Json:
    return {
        "a": number,
        "p": scale.price(trades[0].ticks),
        "q": scale.quantity(sum(trade.lots for trade in trades)),
        "f": trades[0].trade_id,
        "l": trades[-1].trade_id,
        "T": trades[0].at_ms,
        "m": trades[0].buyer_is_maker,
        "M": True,
    }
