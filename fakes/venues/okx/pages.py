"""Cutting a list into pages: newest first, by an id or a time (OKX-10)."""

from collections.abc import Callable, Sequence
from typing import Any, Final, TypeVar

from fakes.venues.okx.parameters import Parameters

Json = dict[str, Any]
T = TypeVar("T")
MOST: Final = 100


def page(
    rows: Sequence[T],
    parameters: Parameters,
    place: Callable[[T], int],
    *,
    most: int = MOST,
    usual: int = MOST,
) -> list[T]:
    """`rows` oldest first. `after` = older than that, `before` = newer than that."""
    after, before = parameters.integer("after"), parameters.integer("before")
    limit = min(parameters.integer("limit", least=1) or usual, most)
    kept = [
        row
        for row in rows
        if (after is None or place(row) < after) and (before is None or place(row) > before)
    ]
    return list(reversed(kept))[:limit]


def within(rows: Sequence[T], parameters: Parameters, at_ms: Callable[[T], int]) -> list[T]:
    """Those of a time between `begin` and `end`, both included."""
    begin_ms, end_ms = parameters.integer("begin"), parameters.integer("end")
    return [
        row
        for row in rows
        if (begin_ms is None or at_ms(row) >= begin_ms) and (end_ms is None or at_ms(row) <= end_ms)
    ]
