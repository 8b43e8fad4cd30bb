"""The order of callbacks, and the two ways of getting nowhere."""

import asyncio
import time

import pytest

from simulation import Deadlock, Livelock, World


def test_timers_with_one_deadline_run_in_the_order_they_were_set() -> None:
    order: list[int] = []

    async def story() -> None:
        loop = asyncio.get_running_loop()
        for number in range(50):
            loop.call_at(10.0, order.append, number)
        await asyncio.sleep(11)

    with World("t") as world:
        world.run(story())

    assert order == list(range(50))


def test_cancelled_timers_do_not_pile_up_and_do_not_run() -> None:
    ran: list[int] = []

    async def story(world: World) -> int:
        for number in range(5000):
            world.loop.call_later(1e6, ran.append, number).cancel()
            await asyncio.sleep(0.001)
        return len(world.loop._scheduled)

    with World("t") as world:
        assert world.run(story(world)) < 1000
    assert ran == []


def test_a_deadlock_says_who_waits_where() -> None:
    async def wait_for_ever() -> None:
        await asyncio.get_running_loop().create_future()

    with World("t") as world:
        world.network.host("venue").start(wait_for_ever(), name="the waiter")

        with pytest.raises(Deadlock, match=r"the waiter at .*test_loop\.py:\d+"):
            world.run(wait_for_ever())


def test_a_livelock_is_noticed() -> None:
    async def spin() -> None:
        while True:  # noqa: ASYNC110  the mistake under test
            await asyncio.sleep(0)

    with World("t", livelock_steps=10_000) as world, pytest.raises(Livelock, match="stands still"):
        world.run(spin())


async def _poll(until_s: float) -> float:
    """Ask again and again without a pause, as programs do that have never seen a busy machine."""
    loop, over = asyncio.get_running_loop(), asyncio.Event()
    loop.call_at(until_s, over.set)
    while not over.is_set():  # noqa: ASYNC110  the mistake under test
        await asyncio.sleep(0)
    return loop.time()


def test_time_goes_on_while_somebody_spins_if_steps_take_time() -> None:
    with World("t", livelock_steps=1000, step_s=0.001) as world:
        assert world.run(_poll(until_s=5.0)) == pytest.approx(5.0, abs=0.01)

    (complaint,) = world.complaints
    assert "no pause in 1001 callbacks; busy: main" in complaint


def test_steps_take_no_time_any_more_after_a_pause() -> None:
    async def story() -> float:
        loop = asyncio.get_running_loop()
        await _poll(until_s=5.0)
        await asyncio.sleep(1.0)
        began_s = loop.time()
        for _ in range(500):
            await asyncio.sleep(0)
        return loop.time() - began_s

    with World("t", livelock_steps=1000, step_s=0.001) as world:
        assert world.run(story()) == 0.0


def test_who_blocks_does_not_spin() -> None:
    async def story() -> float:
        for _ in range(20):
            time.sleep(0.1)  # noqa: ASYNC251  the mistake under test
            for _ in range(100):
                await asyncio.sleep(0)
        return asyncio.get_running_loop().time()

    with World("t", livelock_steps=1000, step_s=0.001) as world:
        assert world.run(story()) == pytest.approx(2.0)


def test_who_never_pauses_is_a_livelock_in_the_end() -> None:
    async def two() -> float:
        other = asyncio.create_task(_poll(until_s=1e9))
        return await _poll(until_s=1e9) + await other

    with (
        World("t", livelock_steps=1000, step_s=0.1) as world,
        pytest.raises(Livelock, match=r"no pause for 300 s until t=300.* s; busy: main, _poll"),
    ):
        world.run(two())


def test_many_steps_are_no_livelock_while_time_moves() -> None:
    async def story() -> bool:
        for _ in range(30_000):
            await asyncio.sleep(1e-6)
        return True

    with World("t", livelock_steps=1000) as world:
        assert world.run(story())


def test_an_executor_runs_in_the_loop() -> None:
    async def story() -> tuple[int, str]:
        loop = asyncio.get_running_loop()
        result = await loop.run_in_executor(None, lambda: 6 * 7)
        try:
            await asyncio.to_thread(lambda: {"a": 1}["b"])
        except KeyError:
            return result, "raised"
        return result, "did not raise"

    with World("t") as world:
        assert world.run(story()) == (42, "raised")


def test_default_task_names_do_not_count_on_between_worlds() -> None:
    async def story() -> str:
        return asyncio.create_task(asyncio.sleep(0)).get_name()

    names = []
    for _ in range(2):
        with World("t") as world:
            names.append(world.run(story()))

    assert names[0] == names[1]


def test_an_error_in_a_callback_is_a_complaint() -> None:
    async def story() -> None:
        asyncio.get_running_loop().call_soon(lambda: 1 / 0)
        await asyncio.sleep(1)

    with World("t") as world:
        world.run(story())

    assert len(world.complaints) == 1
    assert "ZeroDivisionError" in world.complaints[0]
