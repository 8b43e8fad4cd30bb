"""Waiting for budget: callers queue by what they use up, then by priority, then in the order they came."""

from __future__ import annotations

import asyncio
import math
from collections import deque
from collections.abc import Callable, Mapping

from exchanges.config import Limits
from exchanges.errors import ThrottledLocally
from exchanges.ratelimit import FREE, Allowance, Cost, Grant, LimitKind, Priority

_UP_TO = tuple(tuple(rank for rank in Priority if rank <= priority) for priority in Priority)
_Waiter = tuple[Cost, "asyncio.Future[Grant]"]
_Lane = dict[Priority, "deque[_Waiter]"]
"""Those who wait for the same counters."""


class RateLimiter:
    """``venue_s`` tells the venue's time in epoch seconds at a time of the running loop's clock."""

    def __init__(
        self,
        venue: str,
        limiter: Allowance,
        venue_s: Callable[[float], float],
        *,
        queue_s: float,
        max_queue: int,
    ) -> None:
        self._venue = venue
        self.limiter = limiter
        self._venue_s = venue_s
        self._queue_s = queue_s
        self._max_queue = max_queue
        self._lanes: dict[str, _Lane] = {}
        self._queued = 0
        self._timer: asyncio.TimerHandle | None = None

    def reconfigure(self, limits: Limits) -> None:
        """New settings while running; who waits already goes on waiting as promised."""
        self._queue_s, self._max_queue = limits.queue_s, limits.max_queue
        self.limiter.reshare(limits)
        if self._queued:
            self._pump()

    def __len__(self) -> int:
        """How many callers wait."""
        return self._queued

    def at_once(self, cost: Cost, priority: Priority, now_s: float) -> Grant | None:
        """``acquire`` for whom nothing and nobody stands in the way; ``None`` for all others."""
        if self._queued:
            lane = self._lane_of(cost)
            if any(lane[rank] for rank in _UP_TO[priority]):
                return None
        return self.limiter.try_take(cost, priority, now_s, self._venue_s(now_s))

    async def acquire(
        self,
        cost: Cost,
        *,
        priority: Priority = Priority.DATA,
        timeout_s: float | None = None,
    ) -> Grant:
        """Wait until the request may be sent and count it as sent.

        Raises ThrottledLocally if that would take longer than ``timeout_s`` (default: the
        settings' ``queue_s``) or if too many wait already. The grant must be settled.
        """
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        grant = self.at_once(cost, priority, now_s)
        if grant is not None:
            return grant
        patience_s = self._queue_s if timeout_s is None else timeout_s
        wait_s, _ = self.limiter.wait_s(cost, priority, now_s, self._venue_s(now_s))
        if wait_s > patience_s or self._queued >= self._max_queue:
            raise self._throttled(wait_s)
        waiter: asyncio.Future[Grant] = loop.create_future()
        self._lane_of(cost)[priority].append((cost, waiter))
        self._queued += 1
        self._pump()
        granted: Grant | None = None
        try:
            async with asyncio.timeout(patience_s):
                granted = await waiter
        except TimeoutError:
            now_s = loop.time()
            wait_s, _ = self.limiter.wait_s(cost, priority, now_s, self._venue_s(now_s))
            raise self._throttled(wait_s) from None
        finally:
            if granted is None:
                self._give_up(waiter)
        return granted

    def settle(self, grant: Grant, used: Mapping[tuple[LimitKind, str], int] | None = None) -> None:
        """The request has ended: ``used`` holds the counts that the venue's answer carried.

        ``None`` means that no answer came; an answer without counts is an empty mapping.
        """
        now_s = asyncio.get_running_loop().time()
        self.limiter.answered(grant, used, now_s, self._venue_s(now_s))
        if self._queued:
            self._pump()

    def refund(self, grant: Grant, cost: Cost) -> None:
        self.limiter.refund(grant, cost)
        if self._queued:
            self._pump()

    def penalise(self, retry_after_s: float | None, *, banned: bool = False, cost: Cost = FREE) -> float:
        """The venue refused a request of that cost for a limit; seconds for which none like it is sent."""
        now_s = asyncio.get_running_loop().time()
        return self.limiter.penalise(now_s, self._venue_s(now_s), retry_after_s, banned=banned, cost=cost)

    def close(self) -> None:
        """Nobody waits any longer: all who do get ThrottledLocally."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        for lane in self._lanes.values():
            for queue in lane.values():
                for _, waiter in queue:
                    if not waiter.done():
                        waiter.set_exception(self._throttled(0.0))
                queue.clear()
        self._queued = 0

    def _pump(self) -> None:
        """Release whoever may go; come back when the next may."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        venue_s = self._venue_s(now_s)
        next_s = math.inf
        for lane in self._lanes.values():
            next_s = min(next_s, self._release(lane, now_s, venue_s))
        if next_s < math.inf:
            # The millisecond keeps rounding from waking us an instant too early, over and over.
            self._timer = loop.call_later(next_s + 0.001, self._pump)

    def _release(self, lane: _Lane, now_s: float, venue_s: float) -> float:
        """Whoever may go; returns the seconds until the next may, ``inf`` if nobody waits."""
        next_s = math.inf
        for priority, queue in lane.items():
            while queue:
                cost, waiter = queue[0]
                if waiter.done():
                    queue.popleft()
                    self._queued -= 1
                    continue
                wait_s, only_orders = self.limiter.wait_s(cost, priority, now_s, venue_s)
                if wait_s > 0:
                    break
                queue.popleft()
                self._queued -= 1
                waiter.set_result(self.limiter.take(cost, now_s, venue_s))
            if queue:
                next_s = min(next_s, wait_s)
                if not only_orders:
                    # Whoever ranks lower would eat up what this one waits for.
                    break
        return next_s

    def _lane_of(self, cost: Cost) -> _Lane:
        name = self.limiter.lane(cost)
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = {rank: deque() for rank in Priority}
        return lane

    def _give_up(self, waiter: asyncio.Future[Grant]) -> None:
        """The caller stopped waiting, perhaps in the very instant in which its turn came."""
        if waiter.done() and not waiter.cancelled() and waiter.exception() is None:
            grant = waiter.result()
            self.limiter.refund(grant, grant.cost)
            self.settle(grant)
        waiter.cancel()
        if self._queued:
            self._pump()

    def _throttled(self, wait_s: float) -> ThrottledLocally:
        return ThrottledLocally(
            "no budget in time; not sent", venue=self._venue, retry_after_s=round(wait_s, 3)
        )
