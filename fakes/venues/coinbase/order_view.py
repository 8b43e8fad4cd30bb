"""Orders and their executions as REST shows them (CBS-34, CBS-38, CBS-39)."""

from typing import Any, Final

from fakes.instruments import BUY
from fakes.matching import Fill, Order, OrderKind, OrderStatus, TimeInForce
from fakes.venues.coinbase import reasons, times
from fakes.venues.coinbase.digits import Digits, plain, ratio
from fakes.venues.coinbase.identifiers import Identifiers
from fakes.venues.coinbase.order_reading import GTC, GTD, MARKET_IOC
from fakes.venues.coinbase.products import Product, Products

Json = dict[str, Any]

OPEN: Final = "OPEN"
FAILED: Final = "FAILED"
STATUSES: Final = {
    OrderStatus.NEW: OPEN,
    OrderStatus.PARTIALLY_FILLED: OPEN,
    OrderStatus.FILLED: "FILLED",
    OrderStatus.CANCELED: "CANCELLED",
    OrderStatus.EXPIRED: "EXPIRED",
    OrderStatus.EXPIRED_IN_MATCH: "CANCELLED",
}
TIMES_IN_FORCE: Final = {
    TimeInForce.GTC: "GOOD_UNTIL_CANCELLED",
    TimeInForce.IOC: "IMMEDIATE_OR_CANCEL",
    TimeInForce.FOK: "FILL_OR_KILL",
}
CONFIGURED: Final = {
    TimeInForce.GTC: GTC,
    TimeInForce.IOC: "sor_limit_ioc",
    TimeInForce.FOK: "limit_limit_fok",
}
"""Of orders that came in by no protocol of the venue's."""


def status(order: Order) -> str:
    return FAILED if "reject_reason" in order.tags else STATUSES[order.status]


def time_in_force(order: Order) -> str:
    return "GOOD_UNTIL_DATE_TIME" if "end_ms" in order.tags else TIMES_IN_FORCE[order.time_in_force]


def order_type(order: Order) -> str:
    return "MARKET" if order.kind is OrderKind.MARKET else "LIMIT"


def end_time(order: Order) -> str:
    return times.whole(int(order.tags["end_ms"])) if "end_ms" in order.tags else times.NONE


class Sums:
    """What an order's executions add up to, as text."""

    __slots__ = ("average", "completed", "fees", "filled", "held", "number", "size", "value")

    def __init__(self, order: Order, digits: Digits, held_atoms: int | None = None) -> None:
        """`held_atoms`: what it ties up, if the order does not know."""
        instrument = digits.instrument
        fee_atoms = sum(fill.fee_atoms for fill in order.fills)
        paid = fee_atoms if order.side is BUY else -fee_atoms
        precision = instrument.quote_precision if order.side is BUY else instrument.base_precision
        self.size = digits.size(order.filled_lots)
        self.value = digits.quote(order.quote_filled_atoms)
        self.average = digits.average(order.quote_filled_atoms, order.filled_lots)
        self.fees = digits.quote(fee_atoms)
        self.filled = digits.quote(order.quote_filled_atoms + paid if order.filled_lots else 0)
        """With fees."""
        held_atoms = order.held_atoms if held_atoms is None else held_atoms
        self.held = plain(held_atoms if order.is_open else 0, precision)
        self.number = str(len(order.fills))
        self.completed = ratio(order.filled_lots * 100, order.lots, 2)


class OrderView:
    def __init__(self, products: Products, ids: Identifiers) -> None:
        self._products = products
        self._ids = ids

    def order(self, order: Order) -> Json:
        product = self._products.of(order.symbol)
        sums = Sums(order, product.digits)
        last = order.fills[-1] if order.fills else None
        return {
            "order_id": self._ids.order(order),
            "product_id": product_id(order, product),
            "user_id": self._ids.fixed(f"user/{order.account}"),
            "order_configuration": self._configuration(order, product.digits),
            "side": order.side.value,
            "client_order_id": order.client_order_id,
            "status": status(order),
            "time_in_force": time_in_force(order),
            "created_time": times.micro(order.created_at_ms),
            "completion_percentage": sums.completed,
            "filled_size": sums.size,
            "average_filled_price": sums.average,
            "fee": "",
            "number_of_fills": sums.number,
            "filled_value": sums.value,
            "pending_cancel": False,
            "size_in_quote": "quote_size" in order.tags,
            "total_fees": sums.fees,
            "size_inclusive_of_fees": "quote_size" in order.tags and order.side is BUY,
            "total_value_after_fees": sums.filled,
            "trigger_status": "INVALID_ORDER_TYPE",
            "order_type": order_type(order),
            "reject_reason": order.tags.get("reject_reason", reasons.NOT_REJECTED),
            "settled": bool(order.fills) and not order.is_open,
            "product_type": "SPOT",
            "reject_message": "",
            "cancel_message": "User requested cancel" if _by_client(order) else "",
            "order_placement_source": "RETAIL_ADVANCED",
            "outstanding_hold_amount": sums.held,
            "is_liquidation": False,
            "last_fill_time": None if last is None else times.micro(last.at_ms),
            "edit_history": self._edits(order, product.digits),
            "leverage": "",
            "margin_type": "UNKNOWN_MARGIN_TYPE",
            "retail_portfolio_id": self._ids.fixed(f"portfolio/{order.account}"),
            "originating_order_id": "",
            "attached_order_id": "",
            "attached_order_configuration": None,
        }

    def _configuration(self, order: Order, digits: Digits) -> Json:
        name = order.tags.get("configuration")
        if order.kind is OrderKind.MARKET:
            quote = order.tags.get("quote_size")
            size = {"base_size": digits.size(order.lots)} if quote is None else {"quote_size": quote}
            return {MARKET_IOC: size}
        inner: Json = {"base_size": digits.size(order.lots), "limit_price": digits.price(order.ticks or 0)}
        name = name or CONFIGURED[order.time_in_force]
        if name in (GTC, GTD):
            inner["post_only"] = order.kind is OrderKind.LIMIT_MAKER
        if name == GTD:
            inner["end_time"] = end_time(order)
        return {name: inner}

    def _edits(self, order: Order, digits: Digits) -> list[Json]:
        """Every price and size that the order was given after its first (CBS-41)."""
        return [
            {
                "price": digits.price(edit.ticks or order.ticks or 0),
                "size": digits.size(edit.lots),
                "replace_accept_timestamp": times.micro(edit.at_ms),
            }
            for edit in order.amendments
        ]

    def fill(self, order: Order, fill: Fill) -> Json:
        product = self._products.of(order.symbol)
        entry_id, trade_id = self._ids.fill(order, fill)
        return {
            "entry_id": entry_id,
            "trade_id": trade_id,
            "order_id": self._ids.order(order),
            "trade_time": times.micro(fill.at_ms),
            "trade_type": "FILL",
            "price": product.digits.price(fill.ticks),
            "size": product.digits.size(fill.lots),
            "commission": product.digits.quote(fill.fee_atoms),
            "product_id": product_id(order, product),
            "sequence_timestamp": times.micro(fill.at_ms),
            "liquidity_indicator": "MAKER" if fill.is_maker else "TAKER",
            "size_in_quote": False,
            "user_id": self._ids.fixed(f"user/{order.account}"),
            "side": order.side.value,
            "retail_portfolio_id": self._ids.fixed(f"portfolio/{order.account}"),
        }


def product_id(order: Order, product: Product) -> str:
    """As the client called it (CBS-23)."""
    return order.tags.get("product_id", product.id)


def _by_client(order: Order) -> bool:
    return order.done_reason.value == "by_client"
