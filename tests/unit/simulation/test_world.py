"""How worlds begin and end."""

import asyncio
import contextlib
import gc
from collections.abc import AsyncIterator

import pytest

from simulation import Livelock, World
from tests.unit.simulation.echo import echo_venue, opened


def test_a_result_comes_back_and_an_error_too() -> None:
    async def fail() -> None:
        raise LookupError("no")

    with World("t") as world:
        assert world.run(asyncio.sleep(1, "done")) == "done"
        with pytest.raises(LookupError, match="no"):
            world.run(fail())


def test_time_goes_on_from_run_to_run() -> None:
    with World("t") as world:
        world.run(asyncio.sleep(10))
        world.run(asyncio.sleep(5))

        assert world.loop.time() == 15


def test_a_world_works_only_inside_its_block() -> None:
    world = World("t")

    with pytest.raises(RuntimeError, match="not active"):
        world.run(asyncio.sleep(1))


def test_there_is_one_world_at_a_time() -> None:
    with World("outer") as world:
        with pytest.raises(RuntimeError, match="active world"), World("inner"):
            pass

        assert world.run(asyncio.sleep(1, "still alive")) == "still alive"


def test_a_world_that_failed_leaves_room_for_the_next() -> None:
    with pytest.raises(KeyError), World("first"):
        raise KeyError

    with World("second") as world:
        assert world.run(asyncio.sleep(1, True))


def test_tasks_left_over_are_cancelled_in_the_order_of_creation() -> None:
    ended: list[int] = []

    async def work(number: int) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(number)

    async def story() -> None:
        for number in range(20):
            tasks[number] = asyncio.create_task(work(number))
        await asyncio.sleep(0)

    tasks: dict[int, asyncio.Task[None]] = {}
    with World("t") as world:
        world.run(story())

    assert ended == list(range(20))
    assert world.complaints == []


def test_clean_up_may_take_virtual_time() -> None:
    ended: list[str] = []

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(30)
            ended.append("tidy")

    with World("t") as world:
        world.network.host("venue").start(work())
        world.run(asyncio.sleep(1))

    assert ended == ["tidy"]


def test_a_task_that_will_not_end_is_a_complaint_and_no_hang() -> None:
    async def stubborn() -> None:
        while True:
            try:
                await asyncio.sleep(1)
            except asyncio.CancelledError:
                continue

    with World("t") as world:
        task = world.network.host("venue").start(stubborn(), name="stubborn")
        world.run(asyncio.sleep(5))

    assert any("stubborn did not end" in complaint for complaint in world.complaints)
    assert not task.done()


@pytest.mark.filterwarnings("error")
def test_what_awaits_while_it_is_closed_is_ended_in_its_world() -> None:
    async def spin() -> None:
        while True:
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.sleep(0)

    @contextlib.asynccontextmanager
    async def tidy() -> AsyncIterator[None]:
        try:
            yield
        finally:
            await never

    async def story() -> None:
        world.network.host("venue").start(spin(), name="spinner")
        async with tidy(), tidy(), tidy():
            await asyncio.sleep(1)

    with World("t", livelock_steps=1000) as world:
        never = world.loop.create_future()
        with pytest.raises(Livelock):
            world.run(story())
    gc.collect()  # pytest makes an error of what the collector finds now

    assert any("coroutine ignored GeneratorExit" in complaint for complaint in world.complaints)


def test_async_generators_are_closed() -> None:
    closed: list[str] = []

    async def numbers() -> AsyncIterator[int]:
        try:
            yield 1
            yield 2
        finally:
            closed.append("closed")

    async def story() -> None:
        kept.append(numbers())
        await anext(kept[0])

    kept: list[AsyncIterator[int]] = []
    with World("t") as world:
        world.run(story())

    assert closed == ["closed"]


def test_a_task_that_fails_unnoticed_is_a_complaint() -> None:
    async def fail() -> None:
        raise LookupError("nobody asked")

    with World("t") as world:
        world.network.host("venue").start(fail())
        world.run(asyncio.sleep(1))

    assert len(world.complaints) == 1
    assert "nobody asked" in world.complaints[0]


def test_an_error_in_del_is_a_complaint() -> None:
    class Careless:
        def __del__(self) -> None:
            raise LookupError("in del")

    async def story() -> None:
        Careless()

    with World("t") as world:
        world.run(story())

    assert len(world.complaints) == 1
    assert "in del" in world.complaints[0]


def test_connections_left_open_leak_no_warning() -> None:
    for _ in range(3):
        with World("t") as world:
            echo_venue(world)
            world.run(opened())
        gc.collect()

    # pytest turns a warning that got out into an error; those that are noted here did not.
    assert all("unclosed" in complaint for complaint in world.complaints)


def test_the_collector_is_given_back_as_it_was() -> None:
    assert gc.isenabled()

    with World("t"):
        assert not gc.isenabled()

    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_cycles_are_collected_at_fixed_virtual_times() -> None:
    class Cycle:
        def __init__(self) -> None:
            self.me = self

        def __del__(self) -> None:
            died_at_s.append(world.loop.time())

    async def story() -> None:
        for second in range(500):
            await asyncio.sleep(1)
            if second == 50:
                Cycle()

    died_at_s: list[float] = []
    with World("t", gc_every_s=100.0) as world:
        world.run(story())

    assert died_at_s == [100.0]


def test_a_task_that_hangs_in_its_clean_up_is_a_complaint_and_no_hang() -> None:
    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.Event().wait()

    with World("t") as world:
        world.network.host("venue").start(work(), name="hanging")
        world.run(asyncio.sleep(1))

    assert any("hanging did not end" in complaint for complaint in world.complaints)
