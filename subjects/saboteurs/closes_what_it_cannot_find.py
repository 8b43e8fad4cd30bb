"""RC-080: an order that is neither among the open ones nor to be found is closed: it must be gone."""

import asyncio
from typing import Any

from msgspec.structs import replace

from exchanges.config import OrderRules
from exchanges.connector import SpotConnector
from exchanges.models import OrderStatus
from exchanges.orders import Ask, Lookup, OrderTracker
from exchanges.trading.orders import Orders
from subjects.reference import Reference

_LIVE = (OrderStatus.NEW, OrderStatus.PARTIALLY_FILLED)


class _Tracker(OrderTracker):
    def __init__(self, rules: OrderRules, **more: Any) -> None:
        super().__init__(rules, **more)
        self.not_to_be_found: dict[tuple[str, str], None] = {}

    def failed(self, lookup: Lookup, now_s: float) -> None:
        super().failed(lookup, now_s)
        key = (lookup.symbol, lookup.client_order_id)
        tracked = self._tracked.get(key)
        if lookup.ask is Ask.ORDER and tracked is not None and tracked.doubt_until_s < now_s:
            self.not_to_be_found[key] = None


class _Orders(Orders):
    async def _resolve(self, lookup: Lookup) -> None:
        await super()._resolve(lookup)
        assert isinstance(self._tracker, _Tracker)  # see below
        key = (lookup.symbol, lookup.client_order_id)
        if key in self._tracker.not_to_be_found:
            del self._tracker.not_to_be_found[key]
            order = self._tracker.find(*key)
            if order is not None and order.status in _LIVE:
                now_s = asyncio.get_running_loop().time()
                self.tell(self._tracker.seen(replace(order, status=OrderStatus.CANCELED), now_s))


class _Connector(SpotConnector):
    tracker_type = _Tracker
    orders_type = _Orders


class ClosesWhatItCannotFind(Reference):
    name = "closes_what_it_cannot_find"
    connector_type = _Connector
