"""Lists of orders and executions: open ones are asked for by market or coin, fundings are executions too."""

from fakes.matching import Fill, Order
from fakes.venues.bybit.endpoints import Caller, Result
from fakes.venues.bybit.linear.order_view import LinearOrderView
from fakes.venues.bybit.linear.orders import check_scope
from fakes.venues.bybit.linear.settled import Funding
from fakes.venues.bybit.order_view import Row
from fakes.venues.bybit.pages import WEEK_MS, page_of, span_ms
from fakes.venues.bybit.parameters import Parameters
from fakes.venues.bybit.rest_orders import OrderLists

Own = tuple[Order, Fill] | Funding


class LinearOrderLists(OrderLists):
    def _realtime(self, parameters: Parameters, caller: Caller) -> Result:
        """BYB-45."""
        check_scope(parameters)
        return super()._realtime(parameters, caller)

    def _executions(self, parameters: Parameters, caller: Caller) -> Result:
        """BYB-47, BYB-90."""
        self._check(parameters)
        start_ms, end_ms = span_ms(parameters, self._clock_ms(), WEEK_MS)
        kind = parameters.text("execType")
        own: list[Own] = []
        if kind in (None, "Trade"):
            named = self._named(parameters, caller)
            own += [
                (order, fill)
                for order in (self._orders.all(caller.account) if named is None else named)
                for fill in order.fills
                if start_ms <= fill.at_ms <= end_ms and self._fits(order, parameters)
            ]
        if kind in (None, "Funding") and "orderId" not in parameters and "orderLinkId" not in parameters:
            symbol = parameters.text("symbol")
            own += [
                paid
                for paid in self._linear.settled.fundings.get(caller.account, [])
                if start_ms <= paid.at_ms <= end_ms and symbol in (None, paid.fact.symbol)
            ]
        own.sort(key=_order)
        page, cursor = page_of(own[::-1], parameters, named=self._called, default=50, most=100)
        return Result(self._listed([self._row(one) for one in page], cursor))

    @property
    def _linear(self) -> LinearOrderView:
        view = self._view
        assert isinstance(view, LinearOrderView)  # as the venue makes it
        return view

    def _row(self, one: Own) -> Row:
        if isinstance(one, Funding):
            return self._linear.funding(one, self._sequences.of_book(one.fact.symbol))
        order, fill = one
        return self._view.execution(order, fill, self._sequences.of_trade(order.symbol, fill.trade_id))

    def _called(self, one: Own) -> str:
        return self._linear.funding_id(one) if isinstance(one, Funding) else self._name(one)


def _order(one: Own) -> tuple[int, bool, str, int, bool]:
    """A funding comes after the trades of its moment."""
    if isinstance(one, Funding):
        return one.at_ms, True, one.fact.symbol, one.number, False
    order, fill = one
    return fill.at_ms, False, order.symbol, fill.trade_id, fill.is_maker
