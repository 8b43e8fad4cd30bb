"""Questions for orders and executions (CBS-34, CBS-37, CBS-38)."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from fakes.matching import Fill, Order
from fakes.operations import Operation
from fakes.venues.coinbase import order_view
from fakes.venues.coinbase.cursors import page
from fakes.venues.coinbase.endpoints import V3, Caller, Endpoint
from fakes.venues.coinbase.errors import invalid, not_found
from fakes.venues.coinbase.order_view import OPEN, OrderView, product_id
from fakes.venues.coinbase.orders import Orders
from fakes.venues.coinbase.parameters import Parameters

Json = dict[str, Any]

MOST_ORDERS: Final = 1_000
FILLS_A_PAGE: Final = 100
MOST_FILLS: Final = 1_000
KNOWN_STATUSES: Final = (
    OPEN,
    "PENDING",
    "FILLED",
    "CANCELLED",
    "EXPIRED",
    "FAILED",
    "UNKNOWN_ORDER_STATUS",
    "QUEUED",
    "CANCEL_QUEUED",
    "EDIT_QUEUED",
)
SORTED_BY: Final[Mapping[str, Callable[[Order], int]]] = {
    "UNKNOWN_SORT_BY": lambda order: order.created_at_ms,
    "CREATED_TIME": lambda order: order.created_at_ms,
    "LAST_FILL_TIME": lambda order: order.fills[-1].at_ms if order.fills else 0,
    "LAST_UPDATE_TIME": lambda order: order.updated_at_ms,
    "LIMIT_PRICE": lambda order: order.ticks or 0,
}
FILLS_SORTED_BY: Final[Mapping[str, Callable[[Fill], int]]] = {
    "UNKNOWN_SORT_BY": lambda fill: fill.at_ms,
    "TRADE_TIME": lambda fill: fill.at_ms,
    "PRICE": lambda fill: fill.ticks,
}


class History:
    def __init__(self, orders: Orders, view: OrderView) -> None:
        self._orders = orders
        self._view = view

    def endpoints(self) -> Sequence[Endpoint]:
        at = f"{V3}/orders/historical"
        return (
            Endpoint(path=f"{at}/batch", operation=Operation.ALL_ORDERS, act=self._list),
            Endpoint(path=f"{at}/fills", operation=Operation.MY_TRADES, act=self._fills),
            Endpoint(path=f"{at}/{{order_id}}", operation=Operation.QUERY, act=self._one),
        )

    def _one(self, parameters: Parameters, caller: Caller) -> Json:
        order = self._orders.of_id(caller.account, parameters.required("order_id"))
        if order is None:
            raise not_found()
        return {"order": self._view.order(order)}

    def _list(self, parameters: Parameters, caller: Caller) -> Json:
        wanted = _Wanted(parameters, self._orders)
        key = SORTED_BY.get(parameters.text("sort_by") or "CREATED_TIME")
        if key is None:
            raise invalid("invalid sort_by")
        found = [order for order in reversed(self._orders.all(caller.account)) if wanted.has(order)]
        found.sort(key=key, reverse=True)
        limit = parameters.integer("limit", MOST_ORDERS, least=1, most=MOST_ORDERS)
        shown, cursor = page(found, limit, parameters.text("cursor"))
        return {
            "orders": [self._view.order(order) for order in shown],
            "sequence": "0",
            "has_next": bool(cursor),
            "cursor": cursor,
        }

    def _fills(self, parameters: Parameters, caller: Caller) -> Json:
        order_ids = [*parameters.listed("order_ids"), *parameters.listed("order_id")]
        trade_ids = parameters.listed("trade_ids")
        products = [*parameters.listed("product_ids"), *parameters.listed("product_id")]
        since_ms, until_ms = (parameters.instant_ms(f"{end}_sequence_timestamp") for end in ("start", "end"))
        key = FILLS_SORTED_BY.get(parameters.text("sort_by") or "TRADE_TIME")
        if key is None:
            raise invalid("invalid sort_by")
        ids, found = self._orders.ids, []
        for order in self._orders.all(caller.account):
            product = product_id(order, self._orders.products.of(order.symbol))
            if (products and product not in products) or (order_ids and ids.order(order) not in order_ids):
                continue
            found += [
                (order, fill)
                for fill in order.fills
                if (since_ms is None or fill.at_ms >= since_ms)
                and (until_ms is None or fill.at_ms < until_ms)
                and (not trade_ids or ids.fill(order, fill)[1] in trade_ids)
            ]
        found.sort(key=lambda each: (key(each[1]), each[1].trade_id), reverse=True)
        limit = parameters.integer("limit", FILLS_A_PAGE, least=1, most=MOST_FILLS)
        shown, cursor = page(found, limit, parameters.text("cursor"))
        return {"fills": [self._view.fill(order, fill) for order, fill in shown], "cursor": cursor}


class _Wanted:
    """The filters of a list, all of which must hold."""

    def __init__(self, parameters: Parameters, orders: Orders) -> None:
        self._orders = orders
        self._ids = parameters.listed("order_ids")
        self._products = [*parameters.listed("product_ids"), *parameters.listed("product_id")]
        self._statuses = parameters.listed("order_status")
        if any(each not in KNOWN_STATUSES for each in self._statuses):
            raise invalid("invalid order_status")
        if OPEN in self._statuses and len(self._statuses) > 1:
            raise invalid("OPEN status cannot be combined with other statuses")  # CBS-37
        self._types = [*parameters.listed("order_types"), *parameters.listed("order_type")]
        self._sides = parameters.listed("order_side")
        self._in_force = parameters.listed("time_in_forces")
        self._product_type = parameters.text("product_type") or "SPOT"
        self._since_ms = parameters.instant_ms("start_date")
        self._until_ms = parameters.instant_ms("end_date")

    def has(self, order: Order) -> bool:
        orders = self._orders
        named = product_id(order, orders.products.of(order.symbol))
        return (
            _in(named, self._products)
            and _in(orders.ids.order(order), self._ids)
            and _in(order_view.status(order), self._statuses)
            and _in(order_view.order_type(order), self._types)
            and _in(order.side.value, self._sides)
            and _in(order_view.time_in_force(order), self._in_force)
            and self._product_type in ("SPOT", "UNKNOWN_PRODUCT_TYPE")
            and (self._since_ms is None or order.created_at_ms >= self._since_ms)
            and (self._until_ms is None or order.created_at_ms < self._until_ms)
        )


def _in(value: str, wanted: Sequence[str]) -> bool:
    return not wanted or value in wanted
