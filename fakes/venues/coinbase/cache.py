"""Answers to public questions, kept for a second (CBS-20)."""

from collections.abc import Callable
from typing import Final

KEPT_S: Final = 1.0
MANY: Final = 256


class Cache:
    """`now_s`: time as it passes."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._kept: dict[str, tuple[float, bytes]] = {}

    def get(self, question: str) -> bytes | None:
        kept = self._kept.get(question)
        return None if kept is None or self._now_s() - kept[0] >= KEPT_S else kept[1]

    def keep(self, question: str, body: bytes) -> None:
        if len(self._kept) >= MANY:  # of a day of candles each question is another
            self._kept = {asked: kept for asked, kept in self._kept.items() if self.get(asked) is not None}
        self._kept[question] = self._now_s(), body
