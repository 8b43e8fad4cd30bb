"""Orders and executions of an account, found again (BYB-45 to BYB-48)."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from fakes.exchange import Exchange
from fakes.matching import Fill, Order
from fakes.operations import Operation
from fakes.venues.bybit import errors
from fakes.venues.bybit.endpoints import Caller, Endpoint, Result
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.order_view import OrderView, Row
from fakes.venues.bybit.orders import Orders
from fakes.venues.bybit.pages import DAY_MS, WEEK_MS, page_of, span_ms
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.sequences import Sequences

KEPT: Final = 500
"""So many ended orders are found at once; older ones by their history only."""


class OrderLists:
    def __init__(
        self,
        *,
        exchange: Exchange,
        orders: Orders,
        view: OrderView,
        sequences: Sequences,
        clock_ms: Callable[[], int],
    ) -> None:
        self._exchange = exchange
        self._orders = orders
        self._view = view
        self._sequences = sequences
        self._clock_ms = clock_ms

    def endpoints(self) -> Sequence[Endpoint]:
        return (
            Endpoint(name="order/realtime", operation=Operation.OPEN_ORDERS, act=self._realtime),
            Endpoint(name="order/history", operation=Operation.ALL_ORDERS, act=self._history),
            Endpoint(name="execution/list", operation=Operation.MY_TRADES, act=self._executions),
        )

    def _check(self, parameters: Parameters) -> None:
        if parameters.required("category") != self._orders.product.category:
            raise Refuse(params("Illegal category"))
        symbol = parameters.text("symbol")
        if symbol is not None and not self._exchange.lists(symbol):
            raise Refuse(errors.NO_SUCH_SYMBOL)

    def _realtime(self, parameters: Parameters, caller: Caller) -> Result:
        """BYB-45."""
        self._check(parameters)
        named = self._named(parameters, caller)
        if named is not None:
            found = [o for o in named if o.is_open or o in self._just_ended(caller)]
        elif parameters.integer("openOnly", least=0, most=1):
            found = [o for o in self._just_ended(caller) if self._fits(o, parameters)]
        else:
            found = list(self._orders.listed(parameters, caller))
        return self._shown(found, parameters, self._view.order)

    def _just_ended(self, caller: Caller) -> Sequence[Order]:
        """The last that ended, oldest first."""
        return [order for order in self._orders.all(caller.account) if not order.is_open][-KEPT:]

    def _history(self, parameters: Parameters, caller: Caller) -> Result:
        """BYB-46."""
        self._check(parameters)
        now_ms = self._clock_ms()
        named = self._named(parameters, caller)
        start_ms, end_ms = span_ms(parameters, now_ms, WEEK_MS)
        status = parameters.text("orderStatus")
        found = [
            order
            for order in (self._orders.all(caller.account) if named is None else named)
            if not order.is_open
            and start_ms <= order.created_at_ms <= end_ms
            and (order.filled_lots or order.updated_at_ms > now_ms - DAY_MS)
            and self._fits(order, parameters)
            and status in (None, self._view.status(order))
        ]
        return self._shown(found, parameters, self._view.past)

    def _named(self, parameters: Parameters, caller: Caller) -> list[Order] | None:
        """The order that is asked for by an id, in a list; None if the question is for no such one."""
        order_id, name = parameters.text("orderId"), parameters.text("orderLinkId")
        if order_id is None and name is None:
            return None
        order = self._orders.found(caller.account, order_id, name)
        return [] if order is None or not self._fits(order, parameters) else [order]

    def _fits(self, order: Order, parameters: Parameters) -> bool:
        base = parameters.text("baseCoin")
        return parameters.text("symbol") in (None, order.symbol) and base in (
            None,
            self._exchange.instrument(order.symbol).base,
        )

    def _shown(
        self, oldest_first: Sequence[Order], parameters: Parameters, row_of: Callable[[Order], Row]
    ) -> Result:
        page, cursor = page_of(
            oldest_first[::-1], parameters, named=self._orders.ids.order, default=20, most=50
        )
        rows = [row_of(order) for order in page]
        return Result(self._listed(rows, cursor))

    def _listed(self, rows: Sequence[dict[str, Any]], cursor: str) -> dict[str, Any]:
        category = self._orders.product.category
        return {"list": rows, "nextPageCursor": cursor, "category": category}

    # --- executions -------------------------------------------------------------------------------

    def _executions(self, parameters: Parameters, caller: Caller) -> Result:
        """BYB-47."""
        self._check(parameters)
        start_ms, end_ms = span_ms(parameters, self._clock_ms(), WEEK_MS)
        kind = parameters.text("execType")
        named = self._named(parameters, caller)
        own = [
            (order, fill)
            for order in (self._orders.all(caller.account) if named is None else named)
            for fill in order.fills
            if start_ms <= fill.at_ms <= end_ms and self._fits(order, parameters) and kind in (None, "Trade")
        ]
        own.sort(key=lambda each: (each[1].at_ms, each[0].symbol, each[1].trade_id, each[1].is_maker))
        page, cursor = page_of(own[::-1], parameters, named=self._name, default=50, most=100)
        rows = [
            self._view.execution(o, fill, self._sequences.of_trade(o.symbol, fill.trade_id))
            for o, fill in page
        ]
        return Result(self._listed(rows, cursor))

    def _name(self, own: tuple[Order, Fill]) -> str:
        """Both sides of a trade with oneself have one `execId`."""
        order, fill = own
        ids = self._orders.ids
        return f"{ids.trade(order.symbol, fill.trade_id)}:{ids.order(order)}"
