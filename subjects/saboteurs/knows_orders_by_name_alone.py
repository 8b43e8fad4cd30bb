"""FA-040: one register of order names for all venues, so that nothing is sent twice."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from exchanges.connector import SpotConnector
from exchanges.errors import InvalidRequest
from exchanges.models import Order, OrderRequest
from exchanges.orders import OrderTracker
from subjects.base import Access, Session
from subjects.reference import Reference


class _Tracker(OrderTracker):
    register: dict[str, None] | None = None

    def intend(self, request: OrderRequest, now_s: float) -> Order:
        if self.register is not None:
            name = request.client_order_id or ""
            if name in self.register:
                raise InvalidRequest(f"order {name} was placed before", client_order_id=name)
            self.register[name] = None
        return super().intend(request, now_s)


class _Connector(SpotConnector):
    tracker_type = _Tracker


class KnowsOrdersByNameAlone(Reference):
    name = "knows_orders_by_name_alone"
    connector_type = _Connector

    @asynccontextmanager
    async def open_together(self, accesses: Sequence[Access]) -> AsyncIterator[Sequence[Session]]:
        register: dict[str, None] = {}
        async with super().open_together(accesses) as sessions:
            for session in sessions:
                session.connector._tracker.register = register  # type: ignore[attr-defined]
            yield sessions
