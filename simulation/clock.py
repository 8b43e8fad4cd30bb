"""``time`` and ``datetime`` follow the virtual clock while a world is active.

The dispatchers are installed once per process and read the loop's time when they are asked: time
costs nothing per step. Outside a world they return the real values. CPU-time clocks
(``process_time``, ``thread_time``) stay real.

``time.monotonic()`` starts at 1000 s, not at 0: programs that keep ``last = 0.0`` as "never" rely
on a machine that has been up for a while.
"""

from __future__ import annotations

import datetime
import time as _time
from typing import TYPE_CHECKING, Any

from simulation.errors import Livelock
from simulation.host import CURRENT
from simulation.methods import replace_class_method
from simulation.rebinding import rebind

if TYPE_CHECKING:
    from simulation.host import Host
    from simulation.loop import SimulationLoop

UPTIME_AT_START_S = 1000.0

# ``while time.monotonic() < deadline: pass`` would never end: nothing moves time meanwhile.
_READS_PER_TURN = 5_000_000

real_time = _time.time
real_time_ns = _time.time_ns
real_monotonic = _time.monotonic
real_monotonic_ns = _time.monotonic_ns
real_perf_counter = _time.perf_counter
real_perf_counter_ns = _time.perf_counter_ns
real_sleep = _time.sleep
real_clock_gettime = _time.clock_gettime
real_clock_gettime_ns = _time.clock_gettime_ns
real_localtime = _time.localtime
real_gmtime = _time.gmtime
real_strftime = _time.strftime
real_ctime = _time.ctime
real_asctime = _time.asctime


class Clock:
    """Wall and monotonic time of one world, read from its loop."""

    def __init__(self, loop: SimulationLoop, epoch_s: float, default_host: Host) -> None:
        self._loop = loop
        self._epoch_s = epoch_s
        self._default_host = default_host
        self._reads = 0
        self._counted_in_turn = -1  # the turn in which the count was last begun

    def wall_s(self) -> float:
        """Seconds since 1970 by the wall clock of the host that asks."""
        self._reads += 1
        if self._reads > _READS_PER_TURN:
            self._check_progress()
        now_s = self._loop.now_s
        host = CURRENT.get() or self._default_host
        return self._epoch_s + now_s + host.clock_error_s(now_s)

    def monotonic_s(self) -> float:
        """Seconds since boot; the same on every host."""
        self._reads += 1
        if self._reads > _READS_PER_TURN:
            self._check_progress()
        return UPTIME_AT_START_S + self._loop.now_s

    def block(self, seconds: float) -> None:
        """Let time pass with nothing else running: what ``time.sleep`` does to an event loop."""
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        self._loop.now_s += seconds
        self._reads = 0

    def _check_progress(self) -> None:
        """So many reads: begin to count anew, unless all of them fell into one turn of the loop."""
        turn, reads = self._loop.turn, self._reads
        self._reads = 0
        if turn == self._counted_in_turn:
            raise Livelock(f"the clock was read {reads} times while time stood still")
        self._counted_in_turn = turn


_active: Clock | None = None


def activate(clock: Clock | None) -> None:
    """From here on the dispatchers read ``clock``; ``None`` gives the real time back."""
    global _active
    _active = clock


def time() -> float:
    clock = _active
    return real_time() if clock is None else clock.wall_s()


def time_ns() -> int:
    clock = _active
    # Whole microseconds: a float of this size has no nanoseconds to give.
    return real_time_ns() if clock is None else round(clock.wall_s() * 1e6) * 1000


def monotonic() -> float:
    clock = _active
    return real_monotonic() if clock is None else clock.monotonic_s()


def monotonic_ns() -> int:
    clock = _active
    return real_monotonic_ns() if clock is None else round(clock.monotonic_s() * 1e9)


def perf_counter() -> float:
    clock = _active
    return real_perf_counter() if clock is None else clock.monotonic_s()


def perf_counter_ns() -> int:
    clock = _active
    return real_perf_counter_ns() if clock is None else round(clock.monotonic_s() * 1e9)


def sleep(seconds: float, /) -> None:
    clock = _active
    if clock is None:
        real_sleep(seconds)
    else:
        clock.block(seconds)


def clock_gettime(clk_id: int, /) -> float:
    if _active is None:
        return real_clock_gettime(clk_id)
    if clk_id == _time.CLOCK_REALTIME:
        return time()
    if clk_id in (_time.CLOCK_MONOTONIC, _time.CLOCK_MONOTONIC_RAW):
        return monotonic()
    return real_clock_gettime(clk_id)


def clock_gettime_ns(clk_id: int, /) -> int:
    if _active is None:
        return real_clock_gettime_ns(clk_id)
    if clk_id == _time.CLOCK_REALTIME:
        return time_ns()
    if clk_id in (_time.CLOCK_MONOTONIC, _time.CLOCK_MONOTONIC_RAW):
        return monotonic_ns()
    return real_clock_gettime_ns(clk_id)


def localtime(seconds: float | None = None, /) -> _time.struct_time:
    return real_localtime(time() if seconds is None else seconds)


def gmtime(seconds: float | None = None, /) -> _time.struct_time:
    return real_gmtime(time() if seconds is None else seconds)


def strftime(form: str, when: Any = None, /) -> str:
    return real_strftime(form, localtime() if when is None else when)


def ctime(seconds: float | None = None, /) -> str:
    return real_ctime(time() if seconds is None else seconds)


def asctime(when: Any = None, /) -> str:
    return real_asctime(localtime() if when is None else when)


def _now(cls: type[datetime.datetime], tz: datetime.tzinfo | None = None) -> datetime.datetime:
    return cls.fromtimestamp(time(), tz)


def _utcnow(cls: type[datetime.datetime]) -> datetime.datetime:
    return cls.fromtimestamp(time(), datetime.UTC).replace(tzinfo=None)


def _today(cls: type[datetime.date]) -> datetime.date:
    return cls.fromtimestamp(time())


def install() -> None:
    """Put the dispatchers in place, once per process. Called by ``simulation.install``."""
    rebind(
        [
            (real_time, time),
            (real_time_ns, time_ns),
            (real_monotonic, monotonic),
            (real_monotonic_ns, monotonic_ns),
            (real_perf_counter, perf_counter),
            (real_perf_counter_ns, perf_counter_ns),
            (real_sleep, sleep),
            (real_clock_gettime, clock_gettime),
            (real_clock_gettime_ns, clock_gettime_ns),
            (real_localtime, localtime),
            (real_gmtime, gmtime),
            (real_strftime, strftime),
            (real_ctime, ctime),
            (real_asctime, asctime),
        ]
    )
    replace_class_method(datetime.datetime, "now", _now)
    replace_class_method(datetime.datetime, "utcnow", _utcnow)
    replace_class_method(datetime.date, "today", _today)
