"""Public endpoints: the venue itself, its books and its trades."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.ledger import LevelChanged
from fakes.matching import Depth
from fakes.operations import Operation
from fakes.trades import Trade
from fakes.truth import Book
from fakes.venues.binance import errors as spot
from fakes.venues.binance.aggregates import Aggregate, aggregates
from fakes.venues.binance.endpoints import Caller, Endpoint, Security
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.listing import Listing, within
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.usdm import errors
from fakes.venues.binance.usdm.endpoint_kinds import asked
from fakes.venues.binance.usdm.limits import UsdmLimits
from fakes.venues.binance.usdm.numbers import UsdmScale, update_id
from fakes.venues.binance.usdm.symbols import exchange_information

Json = Any
DEPTHS: Final = {5: 2, 10: 2, 20: 2, 50: 2, 100: 5, 500: 10, 1000: 20}
"""BFU-34."""
HOUR_MS: Final = 3_600_000


class UsdmPublic:
    """Handlers that need no key. `assets` names what contracts are settled in."""

    def __init__(
        self, exchange: Exchange, listing: Listing, limits: UsdmLimits, assets: Callable[[], Sequence[str]]
    ) -> None:
        self._exchange = exchange
        self._listing = listing
        self._limits = limits
        self._assets = assets
        self._aggregates: dict[str, tuple[list[Aggregate], int]] = {}

    def endpoints(self) -> Sequence[Endpoint]:
        trades = frozenset({"symbol", "limit"})
        return (
            asked("/fapi/v1/ping", Operation.PING, lambda _p, _c: {}),
            asked("/fapi/v1/time", Operation.TIME, lambda _p, _c: {"serverTime": self._exchange.now_ms()}),
            asked("/fapi/v1/exchangeInfo", Operation.INSTRUMENTS, self.exchange_info),
            asked("/fapi/v1/depth", Operation.DEPTH, self.depth, trades, _depth_weight),
            asked("/fapi/v1/trades", Operation.TRADES, self.trades, trades, 5),
            asked(
                "/fapi/v1/historicalTrades",
                Operation.TRADES,
                self.historical_trades,
                trades | {"fromId"},
                20,
                security=Security.USER_STREAM,  # BFU-03
            ),
            asked(
                "/fapi/v1/aggTrades",
                Operation.TRADES,
                self.aggregate_trades,
                trades | {"fromId", "startTime", "endTime"},
                20,
            ),
        )

    def exchange_info(self, _parameters: Parameters, _caller: Caller) -> Json:
        return exchange_information(
            self._exchange, self._limits.rules(), self._assets(), self._limits.open_orders
        )

    # --- books ----------------------------------------------------------------------------------------

    def depth(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        return self._written_book(symbol, self._exchange.depth(symbol, _levels(parameters)))

    def depth_as_it_was(self, parameters: Parameters, at_s: float) -> Json | None:
        """The snapshot that stage time `at_s` would have given; None = there was no book yet."""
        symbol = self._listing.symbol(parameters)
        book = Book(symbol)
        for entry in self._exchange.ledger.of(LevelChanged):
            if entry.at_s > at_s:
                break
            if entry.fact.symbol == symbol:
                book.apply(entry.fact)
        return self._written_book(symbol, book.depth(_levels(parameters))) if book.sequence else None

    def _written_book(self, symbol: str, book: Depth) -> Json:
        """`lastUpdateId` lies within the update that was gathered then (BFU-43)."""
        scale, now_ms = UsdmScale(self._exchange.instrument(symbol)), self._exchange.now_ms()
        return {
            "lastUpdateId": update_id(book.sequence),
            "E": now_ms,
            "T": now_ms,
            "bids": [[scale.price(ticks), scale.quantity(lots)] for ticks, lots in book.bids],
            "asks": [[scale.price(ticks), scale.quantity(lots)] for ticks, lots in book.asks],
        }

    # --- trades ---------------------------------------------------------------------------------------

    def trades(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        return self._written(symbol, self._exchange.trades(symbol)[-parameters.limit() :])

    def historical_trades(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        trades = self._exchange.trades(symbol)
        limit, from_id = parameters.limit(default=100, maximum=500), parameters.integer("fromId")
        if from_id is None:
            return self._written(symbol, trades[-limit:])
        first = bisect_left(trades, from_id, key=lambda trade: trade.trade_id)
        return self._written(symbol, trades[first : first + limit])

    def _written(self, symbol: str, trades: Sequence[Trade]) -> Json:
        scale = UsdmScale(self._exchange.instrument(symbol))
        return [
            {
                "id": trade.trade_id,
                "price": scale.price(trade.ticks),
                "qty": scale.quantity(trade.lots),
                "quoteQty": scale.quote(trade.quote_atoms),
                "time": trade.at_ms,
                "isBuyerMaker": trade.buyer_is_maker,
                "isRPITrade": False,
            }
            for trade in trades
        ]

    def aggregate_trades(self, parameters: Parameters, _caller: Caller) -> Json:
        symbol = self._listing.symbol(parameters)
        limit, from_id = parameters.limit(), parameters.integer("fromId")
        start_ms, end_ms = parameters.time_range()
        if start_ms is not None and end_ms is not None and end_ms - start_ms >= HOUR_MS:
            raise Refuse(spot.LOOKUP_TOO_LONG)
        rows: Sequence[Aggregate] = self._aggregated(symbol)
        if from_id is not None:
            rows = rows[max(0, from_id - 1) : max(0, from_id - 1) + limit]
        else:
            rows = within(rows, start_ms, end_ms, limit, when=lambda row: row[1][0].at_ms)
        scale = UsdmScale(self._exchange.instrument(symbol))
        return [_aggregate(scale, number, group) for number, group in rows]

    def _aggregated(self, symbol: str) -> list[Aggregate]:
        """All aggregates so far. Between two requests whole operations happen, so none straddles."""
        trades = self._exchange.trades(symbol)
        rows, seen = self._aggregates.get(symbol, ([], 0))
        rows.extend(aggregates(trades[seen:], len(rows) + 1))
        self._aggregates[symbol] = (rows, len(trades))
        return rows


def _levels(parameters: Parameters) -> int:
    limit = parameters.integer("limit")
    if limit is None:
        return 500
    if limit not in DEPTHS:
        raise Refuse(errors.bad_depth(limit))
    return limit


def _depth_weight(parameters: Parameters) -> int:
    text = parameters.text("limit") or "500"
    return DEPTHS.get(int(text), 20) if text.isdecimal() else 20


def _aggregate(scale: UsdmScale, number: int, trades: Sequence[Trade]) -> Json:
    quantity = scale.quantity(sum(trade.lots for trade in trades))
    return {
        "a": number,
        "p": scale.price(trades[0].ticks),
        "q": quantity,
        "nq": quantity,
        "f": trades[0].trade_id,
        "l": trades[-1].trade_id,
        "T": trades[0].at_ms,
        "m": trades[0].buyer_is_maker,
    }
