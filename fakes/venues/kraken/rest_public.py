"""Public questions about the venue and its markets: KRK-08 to KRK-17, KRK-59."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.ledger import LevelChanged
from fakes.matching import Depth, OrderKind
from fakes.operations import Operation
from fakes.trades import Trade
from fakes.truth import Book
from fakes.venues.kraken import errors, money
from fakes.venues.kraken.endpoints import Act, Caller, Endpoint
from fakes.venues.kraken.errors import Refuse, invalid_arguments
from fakes.venues.kraken.pairs import Asset, Pair, Pairs, answered, decimals
from fakes.venues.kraken.parameters import Parameters
from fakes.venues.kraken.system import MAINTENANCE, System
from fakes.venues.kraken.times import seconds

Json = dict[str, Any]

FEE_FLOORS: Final = (0, 10_000, 50_000, 100_000)
"""Volumes of thirty days, in USD, from which fees are lower: here by a tenth at each step."""
DEPTHS: Final = (1, 500)
MOST_TRADES: Final = 1_000


class Public:
    """What anybody may ask."""

    def __init__(
        self, *, exchange: Exchange, pairs: Pairs, system: System, clock_s: Callable[[], float]
    ) -> None:
        self._exchange = exchange
        self._pairs = pairs
        self._system = system
        self._clock_s = clock_s

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _public("Time", Operation.TIME, self._time, while_down=True),
            _public("SystemStatus", Operation.SYSTEM, self._status, while_down=True),
            _public("Assets", Operation.OTHER, self._assets),
            _public("AssetPairs", Operation.INSTRUMENTS, self._asset_pairs),
            _public("Depth", Operation.DEPTH, self._depth),
            _public("Trades", Operation.TRADES, self._trades, by_pair=True),
        )

    # --- the venue --------------------------------------------------------------------------------

    def _time(self, _parameters: Parameters, _caller: Caller) -> Json:
        """Whole seconds only (KRK-09)."""
        now_s = int(self._clock_s())
        at = datetime.fromtimestamp(now_s, UTC)
        return {"unixtime": now_s, "rfc1123": at.strftime("%a, %d %b %y %H:%M:%S +0000")}

    def _status(self, _parameters: Parameters, _caller: Caller) -> Json:
        return {"status": self._system.mode, "timestamp": seconds(int(self._clock_s()) * 1000)}

    def _assets(self, parameters: Parameters, _caller: Caller) -> Json:
        listed = self._pairs.assets()
        assets = {name: asset for asset in listed for name in (asset.key, asset.altname, asset.name)}
        wanted = parameters.listed("asset")
        if any(name not in assets for name in wanted):
            raise Refuse(errors.UNKNOWN_ASSET)
        shown = [assets[name] for name in wanted] if wanted else listed
        return {asset.key: _asset(asset) for asset in shown}

    def _asset_pairs(self, parameters: Parameters, _caller: Caller) -> Json:
        info = parameters.one_of("info", ("info", "leverage", "fees", "margin")) or "info"
        return {name: self._pair(pair, info) for name, pair in self._wanted(parameters)}

    def _wanted(self, parameters: Parameters) -> list[tuple[str, Pair]]:
        """(name to answer under, pair) of each that is asked for, all by default."""
        names = parameters.listed("pair")
        if not names:
            return [(pair.key, pair) for pair in self._pairs.listed()]
        return [self._answered(name) for name in names]

    def _one(self, parameters: Parameters) -> tuple[str, Pair]:
        return self._answered(parameters.required("pair"))

    def _answered(self, name: str) -> tuple[str, Pair]:
        found = answered(self._pairs, name)
        if found is None:
            raise Refuse(errors.UNKNOWN_PAIR)
        return found

    def _pair(self, pair: Pair, info: str) -> Json:
        instrument = self._exchange.instrument(pair.symbol)
        taker, maker = instrument.taker_fee_ppm / 10_000, instrument.maker_fee_ppm / 10_000
        leverage: Json = {"leverage_buy": [], "leverage_sell": []}
        fees: Json = {"fees": _fees(taker), "fees_maker": _fees(maker), "fee_volume_currency": "ZUSD"}
        margin: Json = {"margin_call": 80, "margin_stop": 40}
        if info != "info":
            return {"leverage": leverage, "fees": fees, "margin": margin}[info]
        mode = self._system.pair_mode(pair.symbol)
        return {
            "altname": pair.altname,
            "wsname": pair.wsname,
            "aclass_base": "currency",
            "base": pair.base.key,
            "aclass_quote": "currency",
            "quote": pair.quote.key,
            "lot": "unit",
            "cost_decimals": pair.digits.cost_decimals,
            "pair_decimals": pair.digits.price_decimals,
            "lot_decimals": decimals(instrument.step_size),
            "lot_multiplier": 1,
            **leverage,
            **fees,
            **margin,
            "ordermin": money.plain(instrument.quantity(instrument.min_lots)),
            "costmin": money.plain(instrument.min_notional),
            "tick_size": money.plain(instrument.tick_size),
            "status": "cancel_only" if mode == MAINTENANCE else mode,  # KRK-15: no more words on REST
            "execution_venue": "international",
        }

    # --- markets ----------------------------------------------------------------------------------

    def _depth(self, parameters: Parameters, _caller: Caller) -> Json:
        name, pair = self._one(parameters)
        count = parameters.integer("count", least=DEPTHS[0], most=DEPTHS[1]) or 100
        return {name: self._book(pair, self._exchange.depth(pair.symbol, count))}

    def depth_as_it_was(self, parameters: Parameters, at_s: float) -> Json | None:
        """The same from the book at that stage time; None if there was none yet."""
        name, pair = self._one(parameters)
        count = parameters.integer("count", least=DEPTHS[0], most=DEPTHS[1]) or 100
        book = Book(pair.symbol)
        for entry in self._exchange.ledger.of(LevelChanged):
            if entry.at_s > at_s:
                break
            if entry.fact.symbol == pair.symbol:
                book.apply(entry.fact)
        return {name: self._book(pair, book.depth(count))} if book.sequence else None

    def _book(self, pair: Pair, depth: Depth) -> Json:
        """The time of a level is when it last changed; here, when it was asked for."""
        now_s, digits = int(self._clock_s()), pair.digits
        return {
            side: [[money.price(digits, ticks), money.few(digits, lots), now_s] for ticks, lots in levels]
            for side, levels in (("asks", depth.asks), ("bids", depth.bids))
        }

    def _trades(self, parameters: Parameters, _caller: Caller) -> Json:
        """From the first after `since` (nanoseconds, exclusive), else the newest (KRK-59)."""
        name, pair = self._one(parameters)
        count = parameters.integer("count", least=1, most=MOST_TRADES) or MOST_TRADES
        trades = self._exchange.trades(pair.symbol)
        since = parameters.text("since")
        if since is None:
            shown = trades[-count:]
        else:
            since_ns = _nanoseconds(since)
            shown = [trade for trade in trades if _at_ns(trade) > since_ns][:count]
        last_ns = _at_ns(shown[-1]) if shown else int(self._clock_s() * 1_000) * 1_000_000
        return {name: [_trade(pair, trade) for trade in shown], "last": str(last_ns)}


def with_trades(result: Json, rows: int) -> Json | None:
    """An answer to `Trades` that ends after so many; None = it is none, or has no more than that.

    Who goes on from its `last` misses nothing: it is the time of the last that is shown, or a nanosecond
    before the first that is not.
    """
    name = next((name for name in result if name != "last"), "")
    listed = result.get(name)
    if "last" not in result or not isinstance(listed, list) or len(listed) <= rows:
        return None
    last_ns = _row_ns(listed[rows - 1]) if rows else _row_ns(listed[0]) - 1
    return {name: listed[:rows], "last": str(last_ns)}


def _row_ns(row: list[Any]) -> int:
    """See `_at_ns`; a float of seconds holds the milliseconds exactly enough, and not the nanoseconds."""
    return int(row[2] * 1_000 + 0.001) * 1_000_000 + int(row[6]) % 1_000_000


def _public(
    name: str, operation: Operation, act: Act, *, by_pair: bool = False, while_down: bool = False
) -> Endpoint:
    return Endpoint(
        name=name, operation=operation, act=act, private=False, by_pair=by_pair, while_down=while_down
    )


def _asset(asset: Asset) -> Json:
    return {
        "aclass": "currency",
        "altname": asset.altname,
        "decimals": asset.decimals,
        "display_decimals": asset.display_decimals,
        "collateral_value": 1,
        "status": "enabled",
    }


def _fees(per_cent: float) -> list[list[float]]:
    return [[floor, round(per_cent * (10 - step) / 10, 4)] for step, floor in enumerate(FEE_FLOORS)]


def _at_ns(trade: Trade) -> int:
    """Trades of one millisecond follow each other by a nanosecond, so that each has a time of its own."""
    return trade.at_ms * 1_000_000 + trade.trade_id % 1_000_000


def _nanoseconds(text: str) -> int:
    if not text.isdigit() or len(text) > 20:
        raise Refuse(invalid_arguments("since"))
    return int(text) * (1_000_000_000 if len(text) <= 10 else 1)  # seconds are understood too


def _trade(pair: Pair, trade: Trade) -> list[Any]:
    return [
        money.price(pair.digits, trade.ticks),
        pair.digits.quantity(trade.lots).text,
        _at_ns(trade) / 1_000_000_000,
        "b" if trade.fact.taker_side is BUY else "s",
        "m" if trade.taker_kind is OrderKind.MARKET else "l",
        "",
        trade.trade_id,
    ]
