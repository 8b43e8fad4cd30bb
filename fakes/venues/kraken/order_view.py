"""Orders and their executions as REST shows them (KRK-35, KRK-38)."""

from typing import Any, Final

from fakes.exchange import Exchange
from fakes.instruments import BUY
from fakes.matching import Fill, Order, OrderKind, OrderStatus
from fakes.venues.kraken import money
from fakes.venues.kraken.order_names import cl_ord_id, expires_s, flags, userref
from fakes.venues.kraken.order_reading import description
from fakes.venues.kraken.pairs import Pair, Pairs
from fakes.venues.kraken.reasons import REASONS
from fakes.venues.kraken.txids import Txids

Json = dict[str, Any]

STATUSES: Final = {
    OrderStatus.NEW: "open",
    OrderStatus.PARTIALLY_FILLED: "open",
    OrderStatus.FILLED: "closed",
    OrderStatus.CANCELED: "canceled",
    OrderStatus.EXPIRED: "expired",
    OrderStatus.EXPIRED_IN_MATCH: "canceled",
}


class OrderView:
    def __init__(self, exchange: Exchange, pairs: Pairs, txids: Txids) -> None:
        self._exchange = exchange
        self._pairs = pairs
        self._txids = txids

    def order(self, order: Order, *, trades: bool = False) -> Json:
        pair = self._pairs.of(order.symbol)
        digits = pair.digits
        shown: Json = {
            "refid": None,
            "userref": userref(order) or 0,
            "cl_ord_id": cl_ord_id(order),
            "status": STATUSES[order.status],
        }
        if not order.is_open:
            shown["reason"] = REASONS.get(order.done_reason)
        shown["opentm"] = at_s(order.created_at_ms)
        if not order.is_open:
            shown["closetm"] = at_s(order.updated_at_ms)
        shown |= {
            "starttm": 0,
            "expiretm": expires_s(order) or 0,
            "descr": self._described(order, pair),
            "vol": self._volume(order, pair),
            "vol_exec": digits.quantity(order.filled_lots).text,
            "cost": money.cost(digits, order.quote_filled_atoms),
            "fee": self._fee(order, pair),
            "price": money.average(digits, order.quote_filled_atoms, order.filled_lots),
            "stopprice": money.ZERO,
            "limitprice": money.ZERO,
            "misc": _misc(order),
            "oflags": flags(order),
        }
        if trades:
            shown["trades"] = [self._txids.trade(order, fill) for fill in order.fills]
        return shown

    def _described(self, order: Order, pair: Pair) -> Json:
        limit = None if order.ticks is None else pair.digits.price(order.ticks).text
        return {
            "pair": pair.altname,
            "type": _side(order),
            "ordertype": _type(order),
            "price": limit or "0",
            "price2": "0",
            "leverage": "none",
            "order": description(pair, order.side, self._volume(order, pair), limit),
            "close": "",
        }

    def _volume(self, order: Order, pair: Pair) -> str:
        """Of a market order by amount it is that amount."""
        if order.quote_atoms is not None:
            return money.cost(pair.digits, order.quote_atoms)
        return pair.digits.quantity(order.lots).text

    def _fee(self, order: Order, pair: Pair) -> str:
        """All of it is in one asset: the order's preference is the same for all its fills."""
        if not order.fills:
            return money.ZERO
        atoms = sum(fill.fee_atoms for fill in order.fills)
        return money.fee(self._exchange, pair.digits, atoms, order.fills[0].fee_asset)

    def trade(self, order: Order, fill: Fill) -> Json:
        pair = self._pairs.of(order.symbol)
        digits = pair.digits
        return {
            "ordertxid": self._txids.order(order),
            "postxid": "T" + self._txids.order(order)[1:],
            "pair": pair.key,
            "time": at_s(fill.at_ms),
            "type": _side(order),
            "ordertype": _type(order),
            "price": money.price(digits, fill.ticks),
            "cost": money.cost(digits, fill.quote_atoms),
            "fee": money.fee(self._exchange, digits, fill.fee_atoms, fill.fee_asset),
            "vol": digits.quantity(fill.lots).text,
            "margin": money.ZERO,
            "leverage": "0",
            "misc": "",
            "trade_id": fill.trade_id,
            "maker": fill.is_maker,
        }


def at_s(ms: int) -> float:
    """Seconds, with a fraction."""
    return ms / 1000


def _side(order: Order) -> str:
    return "buy" if order.side is BUY else "sell"


def _type(order: Order) -> str:
    return "market" if order.kind is OrderKind.MARKET else "limit"


def _misc(order: Order) -> str:
    words = ["amended"] if order.amendments else []
    if order.fills and not order.is_open and order.status is not OrderStatus.FILLED:
        words.append("partial")
    return ",".join(words)
