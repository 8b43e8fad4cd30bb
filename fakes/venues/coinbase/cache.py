"""Answers to public questions, kept for a second (CBS-20)."""

from collections.abc import Callable
from typing import Final

KEPT_S: Final = 1.0


class Cache:
    """`now_s`: time as it passes."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._kept: dict[str, tuple[float, bytes]] = {}

    def get(self, question: str) -> bytes | None:
        kept = self._kept.get(question)
        return None if kept is None or self._now_s() - kept[0] >= KEPT_S else kept[1]

    def keep(self, question: str, body: bytes) -> None:
        self._kept[question] = self._now_s(), body
