"""PE-010: keeps a fixed pause between two orders, whatever the venue allows."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.models import Order, OrderRequest
from exchanges.trading.orders import Orders
from subjects.reference import Reference

_PAUSE_S = 0.3


class _Orders(Orders):
    def __init__(self, **collaborators: Any) -> None:
        super().__init__(**collaborators)
        self._next_s = 0.0

    async def submit(self, request: OrderRequest) -> Order:
        now_s = asyncio.get_running_loop().time()
        self._next_s = max(self._next_s, now_s) + _PAUSE_S
        await asyncio.sleep(self._next_s - _PAUSE_S - now_s)
        return await super().submit(request)


class _Connector(SpotConnector):
    orders_type = _Orders


class SleepsBeforeSending(Reference):
    name = "sleeps_before_sending"
    connector_type = _Connector
