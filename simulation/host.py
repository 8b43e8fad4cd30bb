"""A simulated machine: addresses, names, a wall clock of its own, tasks that run on it."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from simulation.loop import SimulationLoop

T = TypeVar("T")

# Tasks and callbacks inherit their context, so whatever a host starts stays on that host.
CURRENT: contextvars.ContextVar[Host | None] = contextvars.ContextVar("host", default=None)

_FIRST_EPHEMERAL_PORT = 40_000


class Host:
    """One machine of the simulated network.

    ``skew_s`` is how far its wall clock is ahead of true time; ``drift`` is the error of its rate
    (1e-4 gains 8.64 s a day). Both may be set at any moment; setting ``drift`` does not make the
    clock jump. Each DNS name has its own address, so a fault can tell names apart.
    """

    def __init__(self, loop: SimulationLoop, name: str, ip: str) -> None:
        self.name = name
        self.ip = ip
        self.skew_s = 0.0
        self.names_by_ip: dict[str, str] = {ip: name}
        self._loop = loop
        self._drift = 0.0
        self._drift_since_s = 0.0
        self._drifted_s = 0.0
        self._last_port = _FIRST_EPHEMERAL_PORT
        # asyncio holds tasks only weakly; a host keeps its own alive until they are done.
        self._tasks: dict[asyncio.Task[Any], None] = {}

    @property
    def drift(self) -> float:
        """Rate error of the wall clock: seconds gained per true second."""
        return self._drift

    @drift.setter
    def drift(self, rate: float) -> None:
        now_s = self._loop.time()
        self._drifted_s += self._drift * (now_s - self._drift_since_s)
        self._drift_since_s = now_s
        self._drift = rate

    def clock_error_s(self, now_s: float) -> float:
        """How far the wall clock is ahead at virtual time ``now_s``, skew and drift together."""
        return self.skew_s + self._drifted_s + self._drift * (now_s - self._drift_since_s)

    def start(self, coro: Coroutine[Any, Any, T], *, name: str | None = None) -> asyncio.Task[T]:
        """Run ``coro`` as a task on this host: with its address and its wall clock."""
        context = contextvars.copy_context()
        context.run(CURRENT.set, self)
        task = self._loop.create_task(coro, name=name, context=context)
        self._tasks[task] = None
        task.add_done_callback(self._forget)
        return task

    def ephemeral_port(self) -> int:
        """The next free local port, counting up."""
        self._last_port += 1
        return self._last_port

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.pop(task, None)

    def __repr__(self) -> str:
        return f"<Host {self.name} {self.ip}>"
