"""Stands for ``Requests``: answers by path with results written here, and remembers what was asked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import msgspec

from exchanges.dialect import Parameters
from exchanges.errors import ExchangeError
from exchanges.ratelimit import FREE, Cost, LimitRule, Priority

T = TypeVar("T")


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
    """``answers`` by the last part of a path, or by all of it that comes after ``below``.

    Of a list of results each in turn, the last for ever; errors are raised. ``written``: a result in the
    venue's envelope.
    """

    answers: dict[str, Any]
    now_ms: int
    written: Callable[[Any], Any] = lambda result: result
    below: str = ""
    asked: list[Asked] = field(default_factory=list)
    adopted: list[LimitRule] = field(default_factory=list)
    judged: list[ExchangeError | None] = field(default_factory=list)
    synced: int = 0

    def venue_ms(self) -> int:
        return self.now_ms

    def adopt_limits(self, rules: Sequence[LimitRule]) -> None:
        self.adopted.extend(rules)

    def judge_key(self, error: ExchangeError | None) -> None:
        self.judged.append(error)

    async def sync_clock(self) -> None:
        self.synced += 1

    async def public(
        self,
        path: str,
        parameters: Parameters,
        decode: Callable[[bytes], T],
        *,
        cost: Cost,
        priority: Priority = Priority.DATA,
    ) -> T:
        self.asked.append(Asked("GET", path.removeprefix(self.below), dict(parameters), cost, priority))
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
        asked = Asked(method, path.removeprefix(self.below), dict(parameters), cost, priority, group)
        self.asked.append(asked)
        return decode(self._body(path))

    def _body(self, path: str) -> bytes:
        told = self.answers[path.removeprefix(self.below) if self.below else path.rpartition("/")[2]]
        if isinstance(told, list):
            told = told.pop(0) if len(told) > 1 else told[0]
        if isinstance(told, ExchangeError):
            raise told
        return msgspec.json.encode(self.written(told))
