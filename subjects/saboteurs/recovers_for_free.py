"""RL-100: the budget is for what the user asks; what recovery asks for is sent besides, counted by nobody."""

from typing import Any

from msgspec.structs import replace

from exchanges.connector import SpotConnector
from exchanges.ratelimit import Cost
from exchanges.requests import Requests
from subjects.reference import Reference

RECOVERY = ("/GetWebSocketsToken", "/OpenOrders", "/BalanceEx")


class _Requests(Requests):
    async def signed(self, method: str, path: str, *rest: Any, cost: Cost, **named: Any) -> Any:
        if path.endswith(RECOVERY):
            cost = replace(cost, weight=0)
        return await super().signed(method, path, *rest, cost=cost, **named)


class _Connector(SpotConnector):
    rest_type = _Requests


class RecoversForFree(Reference):
    name = "recovers_for_free"
    connector_type = _Connector
