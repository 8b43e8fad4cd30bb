"""Stands for ``Requests``: answers by path with results written here, and remembers what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from exchanges.config import ConnectorConfig, Environment
from exchanges.errors import ExchangeError
from exchanges.ratelimit import FREE, Cost, LimitRule, Priority
from exchanges.venues.bybit.api import BybitApi

T = TypeVar("T")

NOW_MS = 1_800_000_000_000
CONFIG = ConnectorConfig(venue="bybit", environment=Environment.LIVE)


@dataclass
class Asked:
    method: str
    path: str
    parameters: Mapping[str, str]
    cost: Cost
    priority: Priority
    group: str = ""


@dataclass
class ScriptedRequests:
    """``answers``: results by the end of the path; of a list of results each is used once, in order."""

    answers: dict[str, Any]
    asked: list[Asked] = field(default_factory=list)
    judged: list[ExchangeError | None] = field(default_factory=list)

    def venue_ms(self) -> int:
        return NOW_MS

    def adopt_limits(self, rules: Sequence[LimitRule]) -> None:
        raise AssertionError("this venue announces none")

    def judge_key(self, error: ExchangeError | None) -> None:
        self.judged.append(error)

    async def public(
        self,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority = Priority.DATA,
    ) -> T:
        self.asked.append(Asked("GET", path, dict(parameters), cost, priority))
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
        if before_send is not None:
            before_send()
        self.asked.append(Asked(method, path, dict(parameters), cost, priority, group))
        return decode(self._body(path))

    def _body(self, path: str) -> bytes:
        told = self.answers[path.rpartition("/")[2]]
        if isinstance(told, list):
            told = told.pop(0)
        if isinstance(told, ExchangeError):
            raise told
        return msgspec.json.encode({"retCode": 0, "retMsg": "OK", "result": told, "time": NOW_MS})


def api_with(**answers: Any) -> tuple[BybitApi, ScriptedRequests]:
    """Paths with underscores for dashes."""
    rest = ScriptedRequests({name.replace("_", "-"): told for name, told in answers.items()})
    return BybitApi(rest, lambda: CONFIG), rest  # type: ignore[arg-type]  # as much of Requests as it needs
