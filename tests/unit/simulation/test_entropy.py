"""Chance inside a world is a function of its token."""

import os
import random
import secrets
import uuid
from collections.abc import Callable

import pytest
from aiohttp._websocket.writer import WebSocketWriter

from simulation import World


def _mask_generator() -> random.Random:
    init = WebSocketWriter.__init__
    found = [*(init.__defaults__ or ()), *(init.__kwdefaults__ or {}).values()]
    return next(value for value in found if isinstance(value, random.Random))


SOURCES: dict[str, Callable[[], object]] = {
    "os.urandom": lambda: os.urandom(8),
    "os.getrandom": lambda: os.getrandom(8),
    "secrets": lambda: secrets.token_hex(8),
    "random": random.random,
    "SystemRandom": lambda: random.SystemRandom().random(),
    "Random without a seed": lambda: random.Random().random(),
    "random.seed without a seed": lambda: (random.seed(), random.random()),
    "uuid4": uuid.uuid4,
    "uuid1": uuid.uuid1,
    "aiohttp's masks": lambda: _mask_generator().getrandbits(32),
}


def _draw(token: str, source: str) -> object:
    with World(token):
        return SOURCES[source]()


@pytest.mark.parametrize("source", SOURCES)
def test_the_same_token_gives_the_same_chance(source: str) -> None:
    assert _draw("a", source) == _draw("a", source)


@pytest.mark.parametrize("source", SOURCES)
def test_another_token_gives_another(source: str) -> None:
    assert _draw("a", source) != _draw("b", source)


def test_the_state_of_random_survives_a_world() -> None:
    random.seed(7)
    expected = random.random()
    random.seed(7)

    with World("t"):
        random.random()

    assert random.random() == expected


@pytest.mark.parametrize("source", ["os.urandom", "secrets", "Random without a seed", "uuid4", "uuid1"])
def test_outside_a_world_chance_is_real(source: str) -> None:
    with World("t"):
        SOURCES[source]()

    assert SOURCES[source]() != SOURCES[source]()
