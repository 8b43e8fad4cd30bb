"""Stands for ``Requests``: answers by path with rows written here, and remembers what was asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from exchanges.config import ConnectorConfig, Environment
from exchanges.errors import ExchangeError
from exchanges.ratelimit import FREE, Cost, LimitRule, Priority
from exchanges.venues.okx.api import OkxApi

T = TypeVar("T")

NOW_MS = 1_795_195_500_123
CONFIG = ConnectorConfig(venue="okx", environment=Environment.LIVE)


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
    """``answers``: by the end of the path, the rows of each in turn, the last for ever; errors are raised."""

    answers: dict[str, list[Any]]
    now_ms: int = NOW_MS
    asked: list[Asked] = field(default_factory=list)
    judged: list[ExchangeError | None] = field(default_factory=list)
    synced: int = 0

    def venue_ms(self) -> int:
        return self.now_ms

    def judge_key(self, error: ExchangeError | None) -> None:
        self.judged.append(error)

    async def sync_clock(self) -> None:
        self.synced += 1

    def adopt_limits(self, rules: Sequence[LimitRule]) -> None:
        raise AssertionError("this venue announces none")

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
        answers = self.answers[path.rpartition("/")[2]]
        told = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(told, ExchangeError):
            raise told
        return msgspec.json.encode({"code": "0", "msg": "", "data": told})


def api_with(**answers: list[Any]) -> tuple[OkxApi, ScriptedRequests]:
    """Underscores in names stand for hyphens."""
    rest = ScriptedRequests({name.replace("_", "-"): told for name, told in answers.items()})
    return OkxApi(rest, lambda: CONFIG), rest  # type: ignore[arg-type]  # as much of Requests as it needs
