"""One after the other, in the order of arrival, and nobody holds up the rest for long. In virtual time."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from exchanges.turnstile import Turnstile
from simulation import World


def play(story: Callable[[], Awaitable[None]]) -> None:
    with World("turnstile") as world:

        async def playing() -> None:
            await story()

        world.run(playing())
        assert world.complaints == []


def test_who_comes_first_goes_first_and_the_next_waits_until_it_is_through() -> None:
    passed: list[tuple[int, float]] = []

    async def story() -> None:
        turnstile = Turnstile(patience_s=5.0)

        async def go(number: int) -> None:
            end = await turnstile.enter()
            passed.append((number, asyncio.get_running_loop().time()))
            await asyncio.sleep(1.0)
            end()

        await asyncio.gather(*(go(number) for number in range(3)))

    play(story)

    assert passed == [(0, 0.0), (1, 1.0), (2, 2.0)]


def test_one_that_hangs_makes_way_when_patience_is_over() -> None:
    async def story() -> None:
        turnstile = Turnstile(patience_s=5.0)
        hanging = await turnstile.enter()
        (await turnstile.enter())()

        assert asyncio.get_running_loop().time() == 5.0
        hanging()

    play(story)


def test_to_end_a_turn_twice_gives_nobody_elses_away() -> None:
    async def story() -> None:
        turnstile = Turnstile(patience_s=60.0)
        first = await turnstile.enter()
        first()
        second = await turnstile.enter()
        first()
        third = asyncio.create_task(turnstile.enter())
        await asyncio.sleep(1.0)

        assert not third.done()
        second()
        (await third)()

    play(story)


def test_who_gives_up_waiting_leaves_the_way_free() -> None:
    async def story() -> None:
        turnstile = Turnstile(patience_s=60.0)
        end = await turnstile.enter()
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.0):
                await turnstile.enter()
        end()
        (await turnstile.enter())()

        assert asyncio.get_running_loop().time() == 1.0

    play(story)
