"""OR-350: reports are matched with the orders that this process has placed, and others are dropped."""

from collections.abc import Sequence
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.models import Fill, Order, OrderRequest
from exchanges.orders import Key, OrderTracker, Updates
from exchanges.trading.account import Account
from subjects.reference import Reference


class _Tracker(OrderTracker):
    def __init__(self, *rules: Any, **more: Any) -> None:
        super().__init__(*rules, **more)
        self.placed: dict[Key, None] = {}

    def intend(self, request: OrderRequest, now_s: float) -> Order:
        self.placed[request.symbol, request.client_order_id or ""] = None
        return super().intend(request, now_s)

    def unfinished(self) -> tuple[Order, ...]:
        return tuple(each for each in super().unfinished() if self._is_own(each))

    def reconcile(
        self, open_orders: Sequence[Order], asked_s: float, now_s: float, symbol: str | None = None
    ) -> Updates:
        own = [each for each in open_orders if self._is_own(each)]
        return super().reconcile(own, asked_s, now_s, symbol)

    def _is_own(self, order: Order) -> bool:
        return (order.symbol, order.client_order_id) in self.placed


class _Account(Account):
    def on_report(self, order: Order, fill: Fill | None) -> None:
        placed = getattr(self._tracker, "placed", {})
        if (order.symbol, order.client_order_id) in placed:
            super().on_report(order, fill)


class _Connector(SpotConnector):
    tracker_type = _Tracker
    account_type = _Account


class KnowsOnlyItsOwn(Reference):
    name = "knows_only_its_own"
    connector_type = _Connector
