"""Streams that carry all markets in one array, those that changed only."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from fakes.venues.binance.channel import Market, Moved, Saying
from fakes.venues.binance.statistics_channel import StatisticsChannel
from fakes.venues.binance.stream_names import Stream


@dataclass(slots=True)
class ArrayChannel:
    """Behaves like a Channel; behind it is one for each market that moved since the subscription."""

    stream: Stream
    market_of: Callable[[str], Market]
    subscribers: dict[int, Any] = field(default_factory=dict)
    timer: Any = None
    _members: dict[str, StatisticsChannel] = field(default_factory=dict)

    def saw(self, moved: Moved, now_ms: int) -> Iterator[Saying]:
        member = self._members.get(moved.symbol)
        if member is None:
            # Its window is built from the market's history, which holds what moved just now already.
            member = self._members[moved.symbol] = StatisticsChannel(
                self.stream, self.market_of(moved.symbol), now_ms
            )
            member.dirty = bool(moved.trades)
            return iter(())
        return member.saw(moved, now_ms)

    @property
    def dirty(self) -> bool:
        return any(member.dirty for member in self._members.values())

    def due_ms(self, now_ms: int) -> int | None:
        if not self.dirty:
            return None
        return (now_ms // self.stream.speed_ms + 1) * self.stream.speed_ms

    def pulse(self, now_ms: int) -> Iterator[Saying]:
        changed = [member for member in self._members.values() if member.dirty]
        for member in changed:
            member.dirty = False
        if changed:
            yield Saying([member.event(now_ms) for member in changed], None)
