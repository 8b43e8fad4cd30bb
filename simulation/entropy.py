"""Every source of chance follows the world's token while a world is active.

``secrets``, ``uuid4`` and WebSocket masks all end in ``os.urandom``; ``random`` is seeded and put
back afterwards, and a ``random.Random()`` without a seed takes one from the token. OpenSSL's own
generator cannot be seeded: see ``tls="real"``.
"""

import os
import random
import sys
import uuid
from typing import Any

from simulation.rebinding import rebind

real_urandom = os.urandom
real_seed = random.Random.seed
real_getrandom = getattr(os, "getrandom", None)  # Linux only

_active: random.Random | None = None


def urandom(size: int, /) -> bytes:
    generator = _active
    return real_urandom(size) if generator is None else generator.randbytes(size)


def getrandom(size: int, flags: int = 0) -> bytes:
    generator = _active
    if generator is None:
        assert real_getrandom is not None
        return bytes(real_getrandom(size, flags))
    return generator.randbytes(size)


def seed(self: random.Random, a: Any = None, version: int = 2) -> None:
    """``Random()`` without a seed takes one from the kernel in C, past ``os.urandom``."""
    generator = _active
    if a is None and generator is not None:
        a = generator.getrandbits(256)
    real_seed(self, a, version)


def install() -> None:
    """Put the dispatchers in place, once per process. Called by ``simulation.install``."""
    random.Random.seed = seed  # type: ignore[method-assign]  # found by every subclass
    random.seed = random._inst.seed  # bound at import
    replacements: list[tuple[object, object]] = [(real_urandom, urandom)]
    if real_getrandom is not None:
        replacements.append((real_getrandom, getrandom))
    rebind(replacements)


class Entropy:
    """Seeds all chance from ``token`` between ``enter`` and ``leave``."""

    def __init__(self, token: str) -> None:
        self._token = token
        self._generator_states: list[tuple[random.Random, Any]] = []
        self._random_state: Any = None
        self._uuid_state: tuple[Any, Any, Any] = (None, None, None)

    def enter(self) -> None:
        """From here on chance is a function of the token."""
        global _active
        generator = random.Random(f"entropy/{self._token}")
        self._random_state = random.getstate()
        random.seed(f"random/{self._token}")
        for number, found in enumerate(_generators_made_at_import()):
            self._generator_states.append((found, found.getstate()))
            found.seed(f"import/{number}/{self._token}")
        # uuid1 would take time, node and sequence from the machine.
        module: Any = uuid
        self._uuid_state = (module._generate_time_safe, module._node, module._last_timestamp)
        module._generate_time_safe = None
        module._node = generator.getrandbits(48) | (1 << 40)
        module._last_timestamp = None
        _active = generator

    def leave(self) -> None:
        """Give the real sources back, and ``random`` its state."""
        global _active
        _active = None
        module: Any = uuid
        module._generate_time_safe, module._node, module._last_timestamp = self._uuid_state
        for found, state in self._generator_states:
            found.setstate(state)
        random.setstate(self._random_state)


def _generators_made_at_import() -> list[random.Random]:
    """aiohttp's WebSocket masks come from a ``random.Random()`` that is a default argument
    (aiohttp/_websocket/writer.py, ``WebSocketWriter.__init__``)."""
    module = sys.modules.get("aiohttp._websocket.writer")
    if module is None:
        return []
    init = module.WebSocketWriter.__init__
    defaults = [*(init.__defaults__ or ()), *(init.__kwdefaults__ or {}).values()]
    return [value for value in defaults if isinstance(value, random.Random)]
