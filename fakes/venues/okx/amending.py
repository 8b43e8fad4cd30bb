"""Changing an order under its own id (OKX-42)."""

from fakes.matching import Order, OrderKind, RefusalReason
from fakes.venues.okx import codes
from fakes.venues.okx.endpoints import Caller
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.order_rules import check_band, check_id, check_status, price_ticks, size_lots
from fakes.venues.okx.orders import Orders
from fakes.venues.okx.parameters import Parameters


class Amending:
    """`req_ids`: what clients called their amendments, by order and place among its amendments."""

    def __init__(self, orders: Orders) -> None:
        self._orders = orders
        self._exchange = orders.exchange
        self.req_ids: dict[tuple[str, int, int], str] = {}

    def amend(self, parameters: Parameters, caller: Caller) -> Order:
        """`newSz` is the new total. With `cxlOnFail` one that fails ends the order. Raises Refuse."""
        check_id(parameters.text("reqId"), "reqId")
        cancels = parameters.boolean("cxlOnFail")
        order = self._orders.to_amend(parameters, caller)
        try:
            return self._amended(order, parameters)
        except Refuse:
            if cancels and order.is_open:
                self._exchange.cancel(order.symbol, order.order_id)
            raise

    def _amended(self, order: Order, parameters: Parameters) -> Order:
        exchange = self._exchange
        market = self._orders.markets.of(order.symbol)
        size, price = parameters.decimal("newSz"), parameters.decimal("newPx")
        if size is None and price is None:
            raise Refuse(codes.NOTHING_TO_AMEND)
        check_status(exchange, market, post_only=order.kind is OrderKind.LIMIT_MAKER)
        instrument = exchange.instrument(order.symbol)
        lots = None if size is None else size_lots(instrument, size)
        ticks = None if price is None else price_ticks(instrument, price, "newPx")
        if ticks is not None:
            check_band(exchange, market, order.side, ticks)
        req_id = parameters.text("reqId")
        place = (order.symbol, order.order_id, len(order.amendments))
        if req_id is not None:  # known before the news of it leaves
            self.req_ids[place] = req_id
        outcome = exchange.revise(order.symbol, order.order_id, ticks=ticks, lots=lots)
        if isinstance(outcome, Order):
            return outcome
        self.req_ids.pop(place, None)
        raise Refuse(
            {
                RefusalReason.INSUFFICIENT_BALANCE: codes.AMEND_NO_FUNDS,
                RefusalReason.WOULD_MATCH: codes.AMEND_WOULD_TAKE,
                RefusalReason.MARKET_CLOSED: codes.SUSPENDED,
            }.get(outcome.reason, codes.NOT_AMENDED)
        )
