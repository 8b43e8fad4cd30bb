"""What a client may ask about its orders and fills (OKX-37 to OKX-39)."""

from collections.abc import Sequence
from functools import partial
from typing import Any, Final

from fakes.matching import Fill, Order
from fakes.operations import Operation
from fakes.venues.okx import codes
from fakes.venues.okx.endpoints import Act, Caller, Endpoint
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.names import TYPES
from fakes.venues.okx.order_view import STATES, OrderView, order_type
from fakes.venues.okx.orders import Orders
from fakes.venues.okx.pages import page, within
from fakes.venues.okx.parameters import Parameters

Json = Any
DAY_MS: Final = 86_400_000
HISTORY_MS: Final = 7 * DAY_MS
ARCHIVE_MS: Final = 90 * DAY_MS
FILLS_MS: Final = 3 * DAY_MS


class OrderQuestions:
    def __init__(self, orders: Orders, view: OrderView) -> None:
        self._orders = orders
        self._view = view

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            _endpoint("trade/order", Operation.QUERY, self._order),
            _endpoint("trade/orders-pending", Operation.OPEN_ORDERS, self._pending),
            _endpoint("trade/orders-history", Operation.ALL_ORDERS, self._history),
            _endpoint("trade/orders-history-archive", Operation.ALL_ORDERS, self._archive),
            _endpoint("trade/fills", Operation.MY_TRADES, partial(self._fills, FILLS_MS)),
            _endpoint("trade/fills-history", Operation.MY_TRADES, self._all_fills),
            _endpoint("trade/account-rate-limit", Operation.ORDER_QUOTA, self._rate),
        )

    # --- orders -----------------------------------------------------------------------------------

    def _order(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        inst_id = parameters.required("instId")
        ord_id, cl_ord_id = parameters.text("ordId"), parameters.text("clOrdId")
        if ord_id is None and cl_ord_id is None:
            raise Refuse(codes.EITHER_REQUIRED, "ordId", "clOrdId")
        order = self._orders.find(caller.account, inst_id, ord_id, cl_ord_id)
        if order is None:
            raise Refuse(codes.NO_ORDER)
        return [self._view.order(order)]

    def _pending(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        opened = [order for order in self._orders.all(caller.account) if order.is_open]
        return self._listed(opened, parameters)

    def _history(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        parameters.required("instType")
        return self._listed(self._ended(caller, HISTORY_MS), parameters)

    def _archive(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """Never has those that were cancelled without a fill (OKX-38)."""
        parameters.required("instType")
        ended = [order for order in self._ended(caller, ARCHIVE_MS) if order.filled_lots]
        return self._listed(ended, parameters)

    def _ended(self, caller: Caller, within_ms: int) -> list[Order]:
        since_ms = self._orders.exchange.now_ms() - within_ms
        return [
            order
            for order in self._orders.all(caller.account)
            if not order.is_open and order.updated_at_ms >= since_ms
        ]

    def _listed(self, orders: Sequence[Order], parameters: Parameters) -> Sequence[Json]:
        kind, state = parameters.text("ordType"), parameters.one_of("state", tuple(STATES.values()))
        kinds = kind.split(",") if kind is not None else None
        shown = [
            order
            for order in self._of_market(orders, parameters)
            if (kinds is None or order_type(order) in kinds)
            and (state is None or STATES[order.status] == state)
        ]
        shown = within(shown, parameters, lambda order: order.created_at_ms)
        return [self._view.order(order) for order in page(shown, parameters, self._place)]

    def _of_market(self, orders: Sequence[Order], parameters: Parameters) -> Sequence[Order]:
        if parameters.one_of("instType", TYPES) not in (None, self._orders.markets.inst_type):
            return []
        inst_id = parameters.text("instId")
        markets = self._orders.markets
        return [o for o in orders if inst_id is None or markets.of(o.symbol).inst_id == inst_id]

    def _place(self, order: Order) -> int:
        return int(self._orders.ids.of(order))

    # --- fills ------------------------------------------------------------------------------------

    def _all_fills(self, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        parameters.required("instType")
        return self._fills(ARCHIVE_MS, parameters, caller)

    def _fills(self, within_ms: int, parameters: Parameters, caller: Caller) -> Sequence[Json]:
        since_ms = self._orders.exchange.now_ms() - within_ms
        ord_id = parameters.text("ordId")
        own = [
            (order, fill)
            for order in self._of_market(self._orders.all(caller.account), parameters)
            if ord_id is None or self._orders.ids.of(order) == ord_id
            for fill in order.fills
            if fill.at_ms >= since_ms
        ]
        own.sort(key=lambda each: (each[1].at_ms, each[1].trade_id))
        own = within(own, parameters, lambda each: each[1].at_ms)
        return [self._view.fill(*each) for each in page(own, parameters, self._bill)]

    def _bill(self, each: tuple[Order, Fill]) -> int:
        return int(self._orders.ids.bill(*each))

    # --- limits -----------------------------------------------------------------------------------

    def _rate(self, _parameters: Parameters, caller: Caller) -> Sequence[Json]:
        """OKX-24: what an account of the lowest tier is told."""
        return [
            {
                "accRateLimit": "1000",
                "fillRatio": "",
                "mainFillRatio": "",
                "nextAccRateLimit": "",
                "ts": str(caller.arrived_ms),
            }
        ]


def _endpoint(name: str, operation: Operation, act: Act) -> Endpoint:
    return Endpoint(name=name, operation=operation, act=act, private=True)
