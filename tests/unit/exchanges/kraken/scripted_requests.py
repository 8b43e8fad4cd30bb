"""Stands for ``Requests``: answers by method with bodies written here, and remembers what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from exchanges.config import ConnectorConfig, Environment
from exchanges.errors import ExchangeError
from exchanges.ratelimit import FREE, Cost, LimitRule, Priority
from exchanges.venues.kraken.api import KrakenApi
from tests.unit.exchanges.kraken.documented import PAIRS

T = TypeVar("T")

NOW_MS = 1_795_195_500_000
CONFIG = ConnectorConfig(venue="kraken", environment=Environment.LIVE)
ASSETS = {"XXBT": {"altname": "XBT"}, "ZUSD": {"altname": "USD"}}


@dataclass
class Asked:
    path: str
    parameters: Mapping[str, str]
    cost: Cost
    priority: Priority
    group: str = ""


@dataclass
class ScriptedRequests:
    """``answers``: results by the last part of the path, each used as often as asked; an error is raised."""

    answers: dict[str, Any]
    now_ms: int = NOW_MS
    asked: list[Asked] = field(default_factory=list)
    adopted: list[LimitRule] = field(default_factory=list)

    def venue_ms(self) -> int:
        return self.now_ms

    def adopt_limits(self, rules: Sequence[LimitRule]) -> None:
        self.adopted.extend(rules)

    async def public(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority = Priority.DATA,
    ) -> T:
        self.asked.append(Asked(path, dict(parameters), cost, priority))
        return decode(self._body(path))

    async def signed(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority,
        group: str = "account",
        before_send: Callable[[], None] | None = None,
        refund: Cost = FREE,
    ) -> T:
        assert method == "POST"
        if before_send is not None:
            before_send()
        self.asked.append(Asked(path, dict(parameters), cost, priority, group))
        return decode(self._body(path))

    def _body(self, path: str) -> bytes:
        told = self.answers[path.rpartition("/")[2]]
        if isinstance(told, ExchangeError):
            raise told
        return msgspec.json.encode({"error": [], "result": told})


async def api_with(**answers: Any) -> tuple[KrakenApi, ScriptedRequests]:
    """An api that knows its pairs; what it asked to learn them is forgotten."""
    rest = ScriptedRequests({"AssetPairs": PAIRS, "Assets": ASSETS} | answers)
    api = KrakenApi(rest, lambda: CONFIG)  # type: ignore[arg-type]  # as much of Requests as it needs
    await api.instruments(lambda cause: None)
    rest.asked.clear()
    return api, rest
