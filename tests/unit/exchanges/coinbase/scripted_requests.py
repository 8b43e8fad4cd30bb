"""Stands for ``Requests``: answers by path with bodies written here, and remembers what was asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from exchanges.config import ConnectorConfig, Environment
from exchanges.dialect import Parameters
from exchanges.errors import ExchangeError
from exchanges.ratelimit import FREE, Cost, Priority
from exchanges.venues.coinbase.api import CoinbaseApi
from tests.unit.exchanges.coinbase.documented import PRODUCTS

T = TypeVar("T")

NOW_MS = 1_800_000_000_000
CONFIG = ConnectorConfig(venue="coinbase", environment=Environment.LIVE)
BROKERAGE = "/api/v3/brokerage/"


@dataclass
class Asked:
    method: str
    path: str
    parameters: dict[str, Any]
    cost: Cost
    priority: Priority
    group: str = ""


@dataclass
class ScriptedRequests:
    """``answers`` by path below the brokerage: a list is used up one by one, an error raised."""

    answers: dict[str, Any]
    now_ms: int = NOW_MS
    asked: list[Asked] = field(default_factory=list)
    blamed: list[ExchangeError | None] = field(default_factory=list)
    syncs: int = 0

    def venue_ms(self) -> int:
        return self.now_ms

    async def sync_clock(self) -> None:
        self.syncs += 1

    def judge_key(self, error: ExchangeError | None) -> None:
        self.blamed.append(error)

    async def public(
        self,
        path: str,
        parameters: Parameters,
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority = Priority.DATA,
    ) -> T:
        self.asked.append(Asked("GET", path.removeprefix(BROKERAGE), dict(parameters), cost, priority))
        return decode(self._body(path))

    async def signed(
        self,
        method: str,
        path: str,
        parameters: Parameters,
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority,
        group: str = "account",
        before_send: Callable[[], None] | None = None,
        refund: Cost = FREE,
    ) -> T:
        if before_send is not None:
            before_send()
        asked = Asked(method, path.removeprefix(BROKERAGE), dict(parameters), cost, priority, group)
        self.asked.append(asked)
        return decode(self._body(path))

    def _body(self, path: str) -> bytes:
        told = self.answers[path.removeprefix(BROKERAGE)]
        if isinstance(told, list):
            told = told.pop(0)
        if isinstance(told, ExchangeError):
            raise told
        return msgspec.json.encode(told)


async def api_with(answers: dict[str, Any]) -> tuple[CoinbaseApi, ScriptedRequests]:
    """An api that knows its products; what it asked to learn them is forgotten."""
    rest = ScriptedRequests({"market/products": PRODUCTS} | answers)
    api = CoinbaseApi(rest, lambda: CONFIG)  # type: ignore[arg-type]  # as much of Requests as it needs
    await api.instruments(lambda cause: None)
    rest.asked.clear()
    return api, rest
