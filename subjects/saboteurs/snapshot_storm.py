"""RL-020: snapshots are market data, which is free, so they are not counted at all."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from exchanges.connector import SpotConnector
from exchanges.ratelimit import FREE, Cost
from exchanges.requests import Requests
from subjects.reference import Reference

T = TypeVar("T")


class _Rest(Requests):
    async def public(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        **options: Any,
    ) -> T:
        told = FREE if path.lower().endswith("/depth") else cost
        return await super().public(path, parameters, decode, cost=told, **options)


class _Connector(SpotConnector):
    rest_type = _Rest


class SnapshotStorm(Reference):
    name = "snapshot_storm"
    connector_type = _Connector
