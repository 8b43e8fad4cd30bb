"""When may something be sent? Fixed spacing at half of what the venue allows, and pauses when it says so."""

import asyncio
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from subjects.twin_parts.errors import NotSent

SHARE = 0.5
"""Of the venue's weight: the rest is for cancels, which do not queue, and for neighbours."""
ORDER_SHARE = 0.9
FULL = 0.8
"""From here on the address, whoever uses it, has enough for this minute (BIN-21)."""
DIALS, DIALS_IN_S = 250, 300.0
"""BIN-25 allows 300."""


class VenueClock:
    """The venue's time, from the machine's and an offset measured at round trips."""

    def __init__(self, wall: Callable[[], float]) -> None:
        self.wall = wall
        self._offset_ms = 0.0

    def learn(self, sent_s: float, received_s: float, venue_ms: int) -> None:
        self._offset_ms = venue_ms - (sent_s + received_s) / 2 * 1000

    def ms(self) -> int:
        return int(self.wall() * 1000 + self._offset_ms)


class Pace:
    def __init__(self, clock: VenueClock) -> None:
        self._clock = clock
        self._weight_per_s = 50.0
        self._weight_a_minute = 6000
        self._orders_per_s = 4.5
        self._queue = asyncio.Lock()
        self._free_s = self._order_free_s = self._held_s = self._full_s = 0.0
        self._bare_refusals = 0
        self._dials: deque[float] = deque()

    # --- what the venue says ----------------------------------------------------------------------

    def limits(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """`rateLimits` of exchangeInfo (BIN-20)."""
        for rule in rules:
            if rule["rateLimitType"] == "REQUEST_WEIGHT" and rule["interval"] == "MINUTE":
                self._weight_per_s = SHARE * rule["limit"] / (60 * rule["intervalNum"])
                self._weight_a_minute = rule["limit"] // rule["intervalNum"]
            if rule["rateLimitType"] == "ORDERS" and rule["interval"] == "SECOND":
                self._orders_per_s = ORDER_SHARE * rule["limit"] / rule["intervalNum"]

    def used(self, rules: Sequence[Mapping[str, Any]]) -> None:
        """`rateLimits` of an answer (BIN-21)."""
        self._bare_refusals = 0
        for rule in rules:
            if rule["rateLimitType"] == "REQUEST_WEIGHT" and rule["count"] > FULL * rule["limit"]:
                self._full()

    def used_weight(self, weight: int) -> None:
        """Of this minute, by the header of an answer (BIN-21)."""
        self._bare_refusals = 0
        if weight > FULL * self._weight_a_minute:
            self._full()

    def _full(self) -> None:
        self._full_s = _now() + 60.5 - self._clock.ms() / 1000 % 60

    def hold(self, seconds: float | None) -> None:
        """429 or 418 (BIN-22). None = it did not say for how long."""
        if seconds is None:
            seconds = min(10.0 * 2**self._bare_refusals, 40.0)
            self._bare_refusals += 1
        self._held_s = max(self._held_s, _now() + seconds + 0.5)

    # --- waiting ----------------------------------------------------------------------------------

    async def turn(
        self, weight: int, *, order: bool = False, cancel: bool = False, within_s: float = 60.0
    ) -> None:
        """Wait until a request may go. Raises NotSent if the venue wants a pause longer than `within_s`."""
        if cancel:
            await self._pause_over(self._held, within_s)
            return
        self._check(self._blocked, within_s)
        async with self._queue:
            await self._pause_over(self._blocked, within_s)
            free_s = max(self._free_s, self._order_free_s if order else 0.0)
            await asyncio.sleep(max(0.0, free_s - _now()))
            await self._pause_over(self._blocked, within_s)
            self._free_s = _now() + weight / self._weight_per_s
            if order:
                self._order_free_s = _now() + 1 / self._orders_per_s

    async def dial(self) -> None:
        """Wait until another connection may be asked for."""
        await self._pause_over(self._held, float("inf"))
        at_s = _now() if len(self._dials) < DIALS else max(_now(), self._dials[0] + DIALS_IN_S)
        self._dials.append(at_s)
        if len(self._dials) > DIALS:
            self._dials.popleft()
        await asyncio.sleep(at_s - _now())

    def _held(self) -> float:
        return self._held_s - _now()

    def _blocked(self) -> float:
        return max(self._held_s, self._full_s) - _now()

    def _check(self, left_s: Callable[[], float], within_s: float) -> None:
        if left_s() > within_s:
            raise NotSent(f"the venue asked for a pause of {left_s():.0f} s more")

    async def _pause_over(self, left_s: Callable[[], float], within_s: float) -> None:
        while left_s() > 0:
            self._check(left_s, within_s)
            await asyncio.sleep(left_s())


def _now() -> float:
    return asyncio.get_running_loop().time()
