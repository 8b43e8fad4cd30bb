"""Sets of objects are iterated in an order that repeats."""

import asyncio

import pytest

from simulation import World
from simulation.stable import stable_hash_for


class Subscriber:
    """Hashed by address, as classes are."""


class Slotted:
    """Has no room for a number."""

    __slots__ = ("name",)


class WithHash:
    """Has a hash of its own."""

    def __hash__(self) -> int:
        return 1


def test_tasks_and_futures_are_numbered_in_the_order_of_first_use() -> None:
    async def story() -> list[int]:
        loop = asyncio.get_running_loop()
        first, second = loop.create_future(), loop.create_future()
        task = asyncio.create_task(asyncio.sleep(0))
        return [hash(item) - hash(task) for item in (second, first)]

    with World("t") as world:
        assert world.run(story()) == [1, 2]


def test_classes_can_be_given_such_a_hash() -> None:
    stable_hash_for(Subscriber)

    with World("t"):
        numbers = [hash(Subscriber()) for _ in range(3)]

    assert numbers == [1, 2, 3]


def test_giving_it_twice_changes_nothing() -> None:
    stable_hash_for(Subscriber)
    stable_hash_for(Subscriber)

    with World("t"):
        assert hash(Subscriber()) == 1


def test_a_class_with_a_hash_of_its_own_is_refused() -> None:
    with pytest.raises(TypeError, match="identity"):
        stable_hash_for(WithHash)


def test_a_class_without_room_is_refused() -> None:
    with pytest.raises(TypeError, match="number"):
        stable_hash_for(Slotted)


def test_coroutines_given_to_as_completed_start_in_order() -> None:
    order: list[int] = []

    async def work(number: int) -> None:
        order.append(number)

    async def story() -> None:
        for done in asyncio.as_completed([work(number) for number in range(100)]):
            await done

    with World("t") as world:
        world.run(story())

    assert order == list(range(100))
