"""PE-010: waits a moment before each order, so that everything before it has surely settled."""

import asyncio

from exchanges.base import Connector
from exchanges.config import ConnectorConfig
from exchanges.credentials import Credentials
from exchanges.models import Order, OrderRequest
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.orders import Orders
from subjects.reference import Reference

_MOMENT_S = 1.3


class _Orders(Orders):
    async def submit(self, request: OrderRequest) -> Order:
        await asyncio.sleep(_MOMENT_S)
        return await super().submit(request)


class _Connector(BinanceConnector):
    orders_type = _Orders


class SleepsBeforeSending(Reference):
    name = "sleeps_before_sending"

    def build(self, config: ConnectorConfig, credentials: Credentials) -> Connector:
        return _Connector(config, credentials)
