"""What has to be held in third-party libraries while a world is active.

Libraries are looked up among the modules already imported; nothing is imported here.

* aiohappyeyeballs opens sockets itself (``aiohappyeyeballs/impl.py``, ``_connect_sock``): its
  ``socket`` module is replaced by one that gives simulated sockets on a simulated loop.
* aiohttp resolves names through c-ares as soon as aiodns is installed, outside of Python's sight
  (``aiohttp/resolver.py``, ``DefaultResolver``): the loop's ``getaddrinfo`` is used instead.
* ``asyncio.as_completed`` puts the coroutines it gets into a set before it starts them
  (``asyncio/tasks.py``): they are made tasks first, in the order given.
* Sets of identity-hashed objects that are iterated: see ``_IN_SETS``.
"""

from __future__ import annotations

import asyncio
import sys
import types
from collections.abc import Iterable
from typing import Any

from simulation.stable import stable_hash_for

_IN_SETS: tuple[tuple[str, str], ...] = (
    # aiohttp/connector.py: `_acquired: set[ResponseHandler]`, closed in order by `_close_immediately`
    ("aiohttp.client_proto", "ResponseHandler"),
    # websockets/asyncio/server.py: `all_connections: set[ServerConnection]`, closed in order by
    # `Server._close`; programs broadcast to sets of connections
    ("websockets.asyncio.connection", "Connection"),
    # ccxt/async_support/base/ws/future.py: `Future.race` iterates the set `asyncio.wait` returns
    ("ccxt.async_support.base.ws.future", "Future"),
    # programs keep sets of the writers they serve
    ("asyncio.streams", "StreamWriter"),
)

_real_as_completed = asyncio.as_completed


def _as_completed(fs: Iterable[Any], *, timeout: float | None = None) -> Any:
    return _real_as_completed([asyncio.ensure_future(item) for item in fs], timeout=timeout)


class Libraries:
    """Holds the libraries between ``enter`` and ``leave``."""

    def __init__(self, socket_module: types.ModuleType) -> None:
        self._socket_module = socket_module
        self._replaced: list[tuple[Any, str, Any]] = []

    def enter(self) -> None:
        for module_name, class_name in _IN_SETS:
            module = sys.modules.get(module_name)
            if module is not None:
                stable_hash_for(getattr(module, class_name))
        self._replace("asyncio.base_events", "socket", self._socket_module)
        self._replace("aiohappyeyeballs.impl", "socket", self._socket_module)
        for module_name in ("asyncio", "asyncio.tasks"):
            self._replace(module_name, "as_completed", _as_completed)
        resolver = sys.modules.get("aiohttp.resolver")
        if resolver is not None:
            for module_name in ("aiohttp.resolver", "aiohttp.connector"):
                self._replace(module_name, "DefaultResolver", resolver.ThreadedResolver)

    def leave(self) -> None:
        for module, name, value in reversed(self._replaced):
            setattr(module, name, value)
        self._replaced.clear()

    def _replace(self, module_name: str, name: str, value: object) -> None:
        module = sys.modules.get(module_name)
        if module is not None:
            self._replaced.append((module, name, getattr(module, name)))
            setattr(module, name, value)
