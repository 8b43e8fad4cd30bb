"""A new order as a client worded it: first its form, then (`checked`) what the market's rules say to it.

The parameters are those of `AddOrder`; a WebSocket's are translated to them. What this fake cannot match is
refused as the venue refuses what an account has no allowance for: triggers, margin, positions, icebergs
(KRK-80).
"""

from typing import Final

import msgspec

from fakes.exchange import Exchange
from fakes.instruments import BUY, SELL, Side
from fakes.matching import FeeIn, NewOrder, OrderKind, SelfTrade, TimeInForce
from fakes.venues.kraken import errors
from fakes.venues.kraken.endpoints import Caller
from fakes.venues.kraken.errors import Refuse, invalid_arguments
from fakes.venues.kraken.order_rules import INT32, check_cost, check_id, price_ticks, volume_lots
from fakes.venues.kraken.pairs import Pair, Pairs
from fakes.venues.kraken.parameters import Parameters

UNSUPPORTED: Final = {
    "stop-loss": errors.NO_TRIGGERS,
    "take-profit": errors.NO_TRIGGERS,
    "stop-loss-limit": errors.NO_TRIGGERS,
    "take-profit-limit": errors.NO_TRIGGERS,
    "trailing-stop": errors.NO_TRIGGERS,
    "trailing-stop-limit": errors.NO_TRIGGERS,
    "iceberg": errors.NO_TRIGGERS,
    "settle-position": errors.NO_POSITION,
}
SIDES: Final = {"buy": BUY, "sell": SELL}
SELF_TRADE: Final = {
    "cancel-newest": SelfTrade.EXPIRE_TAKER,
    "cancel-oldest": SelfTrade.EXPIRE_MAKER,
    "cancel-both": SelfTrade.EXPIRE_BOTH,
}
FLAGS: Final = ("post", "fcib", "fciq", "viqc", "nompp")
# Deadlines in seconds from now (KRK-33), and how long a GTD order may last (KRK-75).
DEADLINE_S: Final = {"rest": (2.0, 60.0), "ws": (0.5, 60.0)}
DEFAULT_DEADLINE_S: Final = 5.0
LIFE_S: Final = (5.0, 31 * 86_400.0)


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """Well-formed, not yet checked against the market's rules. Times are Unix seconds."""

    pair: Pair
    side: Side
    kind: OrderKind
    parameters: Parameters
    time_in_force: TimeInForce
    by_quote: bool
    fee_in: FeeIn
    self_trade: SelfTrade
    cl_ord_id: str | None
    userref: int | None
    flags: str
    deadline_s: float | None
    expires_s: float | None
    validate: bool

    @property
    def post_only(self) -> bool:
        return self.kind is OrderKind.LIMIT_MAKER


class OrderReader:
    def __init__(self, exchange: Exchange, pairs: Pairs) -> None:
        self._exchange = exchange
        self._pairs = pairs

    def pair(self, parameters: Parameters) -> Pair:
        pair = self._pairs.asked(parameters.required("pair"))
        if pair is None:
            raise Refuse(errors.UNKNOWN_PAIR)
        return pair

    def read(self, parameters: Parameters, caller: Caller) -> Wish:
        pair = self.pair(parameters)
        order_type = parameters.required("ordertype")
        if order_type in UNSUPPORTED:
            raise Refuse(UNSUPPORTED[order_type])
        if order_type not in ("limit", "market"):
            raise Refuse(invalid_arguments("ordertype"))
        limit = order_type == "limit"
        side = SIDES.get(parameters.required("type"))
        if side is None:
            raise Refuse(invalid_arguments("type"))
        _refuse_unsupported(parameters)
        flags = _flags(parameters, side, limit=limit)
        if parameters.decimal("volume") is None:
            raise Refuse(invalid_arguments("volume"))
        if limit and parameters.decimal("price") is None:
            raise Refuse(invalid_arguments("price"))
        expires_s = _expires_s(parameters, caller.arrived_s)
        time_in_force = _time_in_force(
            parameters, limit=limit, post="post" in flags, ends=expires_s is not None
        )
        cl_ord_id, userref = _names(parameters)
        kind = OrderKind.MARKET
        if limit:
            kind = OrderKind.LIMIT_MAKER if "post" in flags else OrderKind.LIMIT
        stp = parameters.text("stptype") or "cancel-newest"  # KRK-44
        if stp not in SELF_TRADE:
            raise Refuse(invalid_arguments("stptype"))
        return Wish(
            pair=pair,
            side=side,
            kind=kind,
            parameters=parameters,
            time_in_force=time_in_force,
            by_quote="viqc" in flags,
            fee_in=FeeIn.BASE if "fcib" in flags else FeeIn.QUOTE,
            self_trade=SELF_TRADE[stp],
            cl_ord_id=cl_ord_id,
            userref=userref,
            flags=",".join(flags),
            deadline_s=read_deadline_s(parameters, caller),
            expires_s=expires_s,
            validate=parameters.boolean("validate"),
        )

    def checked(self, wish: Wish, caller: Caller, txid: str) -> NewOrder:
        """On the grid and worth enough. Raises Refuse."""
        exchange, pair = self._exchange, wish.pair
        ticks, lots, quote_atoms = None, None, None
        if wish.kind is not OrderKind.MARKET:
            price = wish.parameters.decimal("price")
            assert price is not None  # it was read
            ticks = price_ticks(exchange, pair, price)
        volume = wish.parameters.decimal("volume")
        assert volume is not None
        instrument = exchange.instrument(pair.symbol)
        if wish.by_quote:
            if volume < instrument.min_notional:
                raise Refuse(errors.BELOW_COSTMIN)
            quote_atoms = int(volume.scaleb(instrument.quote_precision))
        else:
            lots = volume_lots(exchange, pair, volume, "volume")
            check_cost(exchange, pair, wish.side, ticks, lots)
        return NewOrder(
            account=caller.account,
            client_order_id=wish.cl_ord_id or txid,
            side=wish.side,
            kind=wish.kind,
            ticks=ticks,
            lots=lots,
            quote_atoms=quote_atoms,
            time_in_force=wish.time_in_force,
            self_trade=wish.self_trade,
            fee_in=wish.fee_in,
            request_id=caller.request_id,
            tags=_tags(wish, txid),
        )

    def described(self, wish: Wish) -> str:
        """`descr.order` of the answer (KRK-34)."""
        return description(
            wish.pair, wish.side, wish.parameters.required("volume"), wish.parameters.text("price")
        )


def description(pair: Pair, side: Side, volume: str, price: str | None) -> str:
    lots = f"{float_free(volume, 8)} {pair.altname}"
    at = "market" if price is None else f"limit {float_free(price, pair.digits.price_decimals)}"
    return f"{'buy' if side is BUY else 'sell'} {lots} @ {at}"


def float_free(number: str, decimals: int) -> str:
    """The same number padded with zeros to so many decimals, if it has fewer."""
    whole, _, fraction = number.partition(".")
    return f"{whole}.{fraction.ljust(decimals, '0')}" if decimals or fraction else whole


def read_deadline_s(parameters: Parameters, caller: Caller) -> float | None:
    """KRK-33. One that has passed is for the engine to refuse; one too near or too far is no deadline."""
    deadline_s = parameters.instant_s("deadline")
    if deadline_s is None:
        return caller.arrived_s + DEFAULT_DEADLINE_S if caller.transport == "ws" else None
    nearest_s, farthest_s = DEADLINE_S[caller.transport]
    ahead_s = deadline_s - caller.arrived_s
    if 0 < ahead_s < nearest_s or ahead_s > farthest_s:
        raise Refuse(invalid_arguments("deadline"))
    return deadline_s


def _refuse_unsupported(parameters: Parameters) -> None:
    if parameters.text("leverage") not in (None, "none") or parameters.boolean("reduce_only"):
        raise Refuse(errors.NO_MARGIN)
    for name in ("price2", "displayvol", "trigger"):
        if parameters.text(name) not in (None, "0"):
            raise Refuse(invalid_arguments(name))
    if any(name.startswith("close") for name in parameters) or parameters.text("starttm") not in (None, "0"):
        raise Refuse(errors.NO_TRIGGERS)


def _flags(parameters: Parameters, side: Side, *, limit: bool) -> tuple[str, ...]:
    """As they will be shown: the preference for the fee is always among them."""
    flags = parameters.listed("oflags")
    if any(flag not in FLAGS for flag in flags) or ("fcib" in flags and "fciq" in flags):
        raise Refuse(invalid_arguments("oflags"))
    if ("post" in flags and not limit) or ("viqc" in flags and (limit or side is SELL)):
        raise Refuse(invalid_arguments("oflags"))
    if "fcib" not in flags and "fciq" not in flags:
        flags.append("fciq" if side is BUY else "fcib")
    return tuple(dict.fromkeys(flags))


def _time_in_force(parameters: Parameters, *, limit: bool, post: bool, ends: bool) -> TimeInForce:
    text = parameters.one_of("timeinforce", ("GTC", "IOC", "FOK", "GTD")) or "GTC"
    if (text == "FOK" and not limit) or (text in ("IOC", "FOK") and post) or (text == "GTD") != ends:
        raise Refuse(invalid_arguments("timeinforce"))
    return TimeInForce.GTC if text == "GTD" else TimeInForce(text)


def _expires_s(parameters: Parameters, now_s: float) -> float | None:
    text = parameters.text("expiretm")
    if text in (None, "0"):
        return None
    relative = text.startswith("+")
    number = Parameters({"expiretm": text[1:] if relative else text}).decimal("expiretm")
    assert number is not None  # there is a text
    expires_s = float(number) + (now_s if relative else 0.0)
    if not LIFE_S[0] <= expires_s - now_s <= LIFE_S[1]:
        raise Refuse(invalid_arguments("expiretm"))
    return expires_s


def _names(parameters: Parameters) -> tuple[str | None, int | None]:
    """(cl_ord_id, userref), of which only one may be given (KRK-31)."""
    cl_ord_id = parameters.text("cl_ord_id")
    userref = parameters.integer("userref", least=INT32[0], most=INT32[1])
    if cl_ord_id is not None:
        if userref is not None:
            raise Refuse(invalid_arguments("cl_ord_id"))
        check_id(cl_ord_id)
    return cl_ord_id, userref


def _tags(wish: Wish, txid: str) -> dict[str, str]:
    tags = {"txid": txid, "oflags": wish.flags}
    if wish.cl_ord_id is not None:
        tags["cl_ord_id"] = wish.cl_ord_id
    if wish.userref is not None:
        tags["userref"] = str(wish.userref)
    if wish.expires_s is not None:
        tags["expiretm"] = f"{wish.expires_s:.4f}"
    return tags
