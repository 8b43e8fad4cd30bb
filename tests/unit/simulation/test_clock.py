"""Time inside a world and outside of it."""

import asyncio
import datetime
import time
from time import monotonic as monotonic_by_name
from time import time as time_by_name

import pytest

from simulation import Livelock, World
from simulation.clock import real_monotonic, real_time

EPOCH_S = 1_700_000_000.0


def _world() -> World:
    return World("t", epoch_s=EPOCH_S, latency_s=0.0, jitter_s=0.0)


def test_wall_time_starts_at_the_epoch_and_follows_the_loop() -> None:
    async def story() -> list[float]:
        first = time.time()
        await asyncio.sleep(90.5)
        return [first, time.time()]

    with _world() as world:
        assert world.run(story()) == [EPOCH_S, EPOCH_S + 90.5]


def test_functions_imported_by_name_follow_too() -> None:
    async def story() -> tuple[float, float]:
        before_s = monotonic_by_name()
        await asyncio.sleep(5)
        return time_by_name(), monotonic_by_name() - before_s

    with _world() as world:
        assert world.run(story()) == (EPOCH_S + 5, 5.0)


def test_every_clock_tells_the_same_passage_of_time() -> None:
    def reading() -> list[float]:
        return [
            time.time(),
            time.time_ns() / 1e9,
            time.monotonic(),
            time.monotonic_ns() / 1e9,
            time.perf_counter(),
            time.perf_counter_ns() / 1e9,
            time.clock_gettime(time.CLOCK_REALTIME),
            time.clock_gettime_ns(time.CLOCK_MONOTONIC) / 1e9,
            datetime.datetime.now(datetime.UTC).timestamp(),
            datetime.datetime.now().timestamp(),  # noqa: DTZ005  the local clock moves too
            time.mktime(time.localtime()),
        ]

    async def story() -> list[float]:
        before = reading()
        await asyncio.sleep(1234)
        return [after - first for after, first in zip(reading(), before, strict=True)]

    with _world() as world:
        assert world.run(story()) == [pytest.approx(1234)] * 11


def test_dates_come_from_the_virtual_clock() -> None:
    with _world():
        utc = datetime.datetime.now(datetime.UTC)
        naive = datetime.datetime.utcnow()  # noqa: DTZ003  libraries still call it
        text = time.strftime("%Y-%m-%d", time.gmtime())

    assert utc == datetime.datetime(2023, 11, 14, 22, 13, 20, tzinfo=datetime.UTC)
    assert naive == datetime.datetime(2023, 11, 14, 22, 13, 20)  # noqa: DTZ001
    assert text == "2023-11-14"


def test_the_datetime_class_stays_itself() -> None:
    class Own(datetime.datetime):
        pass

    with _world():
        moments = [datetime.datetime.now(datetime.UTC), Own.now(datetime.UTC)]

    assert [type(moment) for moment in moments] == [datetime.datetime, Own]


def test_hosts_disagree_by_their_skew() -> None:
    async def ask() -> float:
        return time.time()

    async def story(world: World) -> list[float]:
        venue = world.network.host("venue")
        venue.skew_s = -4.0
        world.network.client.skew_s = 0.25
        return [await venue.start(ask()), await ask()]

    with _world() as world:
        assert world.run(story(world)) == [EPOCH_S - 4.0, EPOCH_S + 0.25]


def test_drift_accumulates_and_setting_it_does_not_jump() -> None:
    async def story(world: World) -> list[float]:
        host = world.network.client
        await asyncio.sleep(1000)
        host.drift = 0.01
        at_once = time.time()
        await asyncio.sleep(100)
        host.drift = 0.0
        stopped = time.time()
        await asyncio.sleep(100)
        return [at_once - EPOCH_S, stopped - EPOCH_S, time.time() - EPOCH_S]

    with _world() as world:
        assert world.run(story(world)) == [1000.0, 1101.0, 1201.0]


def test_callbacks_stay_on_the_host_that_set_them() -> None:
    seen: list[float] = []

    async def set_timer() -> None:
        asyncio.get_running_loop().call_later(1.0, lambda: seen.append(time.time()))

    async def story(world: World) -> None:
        venue = world.network.host("venue")
        venue.skew_s = 100.0
        await venue.start(set_timer())
        await asyncio.sleep(2)

    with _world() as world:
        world.run(story(world))

    assert seen == [EPOCH_S + 101.0]


def test_a_blocking_sleep_holds_the_loop_up() -> None:
    order: list[tuple[str, float]] = []

    async def other(loop: asyncio.AbstractEventLoop) -> None:
        await asyncio.sleep(1)
        order.append(("other", loop.time()))

    async def story() -> None:
        loop = asyncio.get_running_loop()
        task = asyncio.create_task(other(loop))
        await asyncio.sleep(0)
        time.sleep(10)  # noqa: ASYNC251  the mistake under test
        order.append(("blocked", loop.time()))
        await task

    with _world() as world:
        world.run(story())

    assert order == [("blocked", 10.0), ("other", 10.0)]


def test_a_negative_sleep_is_refused_as_the_real_one_does() -> None:
    with _world(), pytest.raises(ValueError, match="non-negative"):
        time.sleep(-1)


def test_a_loop_that_only_watches_the_clock_is_a_livelock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulation.clock._READS_PER_TURN", 1000)

    async def story() -> None:
        deadline_s = time.monotonic() + 1
        while time.monotonic() < deadline_s:
            pass

    with _world() as world, pytest.raises(Livelock, match="clock was read"):
        world.run(story())


def test_outside_a_world_time_is_real() -> None:
    with _world():
        pass

    # Each reading lies between two of the real clock.
    before = (real_time(), real_monotonic())
    wall = [
        time.time(),
        time.time_ns() / 1e9,
        time.clock_gettime(time.CLOCK_REALTIME),
        time.clock_gettime_ns(time.CLOCK_REALTIME) / 1e9,
        datetime.datetime.now(datetime.UTC).timestamp(),
    ]
    monotonic = [
        time.monotonic(),
        time.monotonic_ns() / 1e9,
        time.perf_counter(),
        time.perf_counter_ns() / 1e9,
    ]
    after = (real_time(), real_monotonic())

    # A float of this size is exact to a quarter of a microsecond, a datetime to one.
    assert all(before[0] - 1e-5 <= reading <= after[0] + 1e-5 for reading in wall)
    assert all(before[1] - 1e-5 <= reading <= after[1] + 1e-5 for reading in monotonic)
    assert time.ctime(0) == time.asctime(time.localtime(0))


def test_outside_a_world_sleeping_takes_real_time() -> None:
    with _world():
        pass
    before_s = real_monotonic()

    time.sleep(0.001)

    assert real_monotonic() - before_s >= 0.001


def test_text_forms_of_now_follow_too() -> None:
    with _world():
        texts = [time.ctime(), time.asctime(), time.strftime("%a %b %d %H:%M:%S %Y")]

    assert texts == ["Tue Nov 14 22:13:20 2023"] * 3


def test_clocks_of_the_processor_stay_real() -> None:
    with _world():
        first = time.clock_gettime(time.CLOCK_PROCESS_CPUTIME_ID)
        second = time.clock_gettime_ns(time.CLOCK_PROCESS_CPUTIME_ID) / 1e9

    assert 0 < first <= second
