"""Objects whose place in a set follows from the order of events, not from their address.

A set of objects without ``__hash__`` is ordered by memory address, which differs from run to run,
and ``PYTHONHASHSEED`` does not help. asyncio returns sets of tasks (``asyncio.wait``), libraries
keep sets of connections and of futures. Numbering such objects in the order of their first use
makes every iteration repeat.
"""

import asyncio
import itertools
import weakref
from collections.abc import AsyncGenerator, Iterator
from typing import Any

_numbers = itertools.count(1)


def restart_numbering() -> None:
    """Called when a world begins: its numbers must not depend on the worlds before it."""
    global _numbers
    _numbers = itertools.count(1)


class StableTask(asyncio.Task[Any]):
    """A task hashed by its order of creation (asyncio puts every new task into a set)."""

    __slots__ = ("_number",)  # no __dict__: as fast as can be, and as closed as asyncio's own

    _number: int

    def __hash__(self) -> int:
        try:
            return self._number
        except AttributeError:
            self._number = next(_numbers)
            return self._number


class StableFuture(asyncio.Future[Any]):
    """A future hashed by the order in which futures first enter a set."""

    __slots__ = ("_number",)  # no __dict__: as fast as can be, and as closed as asyncio's own

    _number: int

    def __hash__(self) -> int:
        try:
            return self._number
        except AttributeError:
            self._number = next(_numbers)
            return self._number


def stable_hash_for(*classes: type) -> None:
    """Give identity-hashed Python classes a hash by order of first use.

    Raises ``TypeError`` for a class with a hash of its own, or whose instances cannot hold a
    number (``__slots__``).
    """
    for cls in classes:
        present: object = cls.__hash__
        if present is _number_of:
            continue
        if present is not object.__hash__:
            raise TypeError(f"{cls.__qualname__} is not hashed by identity")
        if cls.__dictoffset__ == 0:
            raise TypeError(f"instances of {cls.__qualname__} cannot hold a number")
        cls.__hash__ = _number_of  # type: ignore[assignment]


def _number_of(self: Any) -> int:
    try:
        return int(self._simulation_number)
    except AttributeError:
        self._simulation_number = number = next(_numbers)
        return number


class OrderedWeakSet:
    """The part of ``weakref.WeakSet`` that a loop uses for its async generators, in order.

    ``loop.shutdown_asyncgens`` closes them in the order of iteration.
    """

    def __init__(self) -> None:
        self._references: dict[int, weakref.ref[AsyncGenerator[Any, Any]]] = {}

    def add(self, item: AsyncGenerator[Any, Any]) -> None:
        key = id(item)
        self._references[key] = weakref.ref(item, lambda _: self._references.pop(key, None))

    def discard(self, item: AsyncGenerator[Any, Any]) -> None:
        self._references.pop(id(item), None)

    def clear(self) -> None:
        self._references.clear()

    def __len__(self) -> int:
        return len(self._references)

    def __iter__(self) -> Iterator[AsyncGenerator[Any, Any]]:
        alive = [reference() for reference in self._references.values()]
        return iter([item for item in alive if item is not None])
