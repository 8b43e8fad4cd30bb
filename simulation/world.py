"""One simulated world: a virtual clock, a network, seeded chance, and an orderly end."""

from __future__ import annotations

import asyncio
import functools
import random
import sys
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, Literal, TypeVar

from simulation import clock, guard, stable
from simulation.clock import Clock
from simulation.entropy import Entropy
from simulation.environment import Environment
from simulation.errors import Deadlock, Livelock
from simulation.garbage import Collector
from simulation.installation import install
from simulation.libraries import Libraries
from simulation.loop import SimulationLoop
from simulation.network import Network
from simulation.sockets import socket_module
from simulation.trace import Trace

T = TypeVar("T")

# 2026-01-05 12:00:00 UTC, a Monday noon: far from midnight, month ends and clock changes.
DEFAULT_EPOCH_S = 1_767_614_400.0

# How long (virtual) tasks may take over their own cancellation when a world ends.
_TEARDOWN_S = 3600.0

# How often a coroutine that awaits something while it is closed is closed again.
_CLOSINGS = 10

_active: World | None = None


class World:
    """Everything that happens inside ``with World(token)`` is a function of the token.

    ``epoch_s`` is the wall time at virtual second 0; ``latency_s`` and ``jitter_s`` are the
    defaults of every link; ``gc_every_s`` is the virtual time between collections of garbage;
    ``livelock_steps`` is how many callbacks may run at one instant; each one more, until there is a
    pause, takes ``step_s`` of virtual time as work does on a real machine (0: a ``Livelock`` at once).
    For ``tls`` see ``simulation.tls``. One world at a time in a process, any number one after the other.

    One thing is out of reach: the order of a set of strings, which ``PYTHONHASHSEED`` decides.
    """

    def __init__(
        self,
        token: str,
        *,
        epoch_s: float = DEFAULT_EPOCH_S,
        latency_s: float = 0.005,
        jitter_s: float = 0.002,
        tls: Literal["strip", "real"] = "strip",
        keep_events: bool = False,
        gc_every_s: float = 600.0,
        livelock_steps: int = 1_000_000,
        step_s: float = 0.0,
    ) -> None:
        self.token = token
        # What nobody was told of: unretrieved task exceptions, errors in ``__del__``, escapes that a
        # library swallowed, tasks that never pause.
        self.complaints: list[str] = []
        self.loop = SimulationLoop(livelock_steps=livelock_steps, step_s=step_s)
        self.trace = Trace(self.loop, keep_events=keep_events)
        self.network = self.loop.network = Network(
            self.loop,
            self.trace,
            random.Random(f"network/{token}"),
            latency_s=latency_s,
            jitter_s=jitter_s,
            tls=tls,
        )
        self._clock = Clock(self.loop, epoch_s, self.network.client)
        self._entropy = Entropy(token)
        self._environment = Environment()
        self._collector = Collector(gc_every_s)
        self._libraries = Libraries(_simulated_socket_module())
        self._unraisable_hook: Any = None

    @property
    def events(self) -> list[str]:
        """Lines of the trace, if ``keep_events`` was asked for."""
        return self.trace.events

    def digest(self) -> str:
        """Digest of the trace so far; what a world does while it ends is not part of it."""
        return self.trace.digest()

    def run(self, coro: Coroutine[Any, Any, T]) -> T:
        """Run ``coro`` on the host "client" until it is done.

        Raises what ``coro`` raises, ``Deadlock`` if nothing can ever happen any more, ``Livelock``
        if virtual time stands still or nothing ever pauses.
        """
        if _active is not self:
            coro.close()
            raise RuntimeError("this world is not active: use it in a with block")
        return self.loop.run_until_complete(self.network.client.start(coro, name="main"))

    def __enter__(self) -> World:
        global _active
        if _active is not None:
            raise RuntimeError("there is an active world already")
        install()
        _active = self
        self._collector.enter()  # first: what earlier worlds left must not be laid to this one
        stable.restart_numbering()
        self._unraisable_hook = sys.unraisablehook
        sys.unraisablehook = self._note_unraisable
        self.loop.set_exception_handler(self._note_loop_error)
        self._libraries.enter()
        self._entropy.enter()
        clock.activate(self._clock)
        self._environment.enter()
        guard.enter(self._complain)
        self.loop.call_every(self._collector.every_s, self._collector.collect)
        self.loop.on_spin = self._complain
        asyncio.set_event_loop(self.loop)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        global _active
        try:
            self.trace.close()
            self._end_tasks()
        finally:
            self.loop.close()
            # Without these circles a world is gone as soon as nobody holds it.
            self.loop.set_exception_handler(_ignore)
            self.loop.on_spin = None
            del self.loop.network
            asyncio.set_event_loop(None)
            self._collector.leave()
            guard.leave()
            clock.activate(None)
            self._environment.leave()
            self._entropy.leave()
            self._libraries.leave()
            sys.unraisablehook = self._unraisable_hook
            _active = None

    def _end_tasks(self) -> None:
        self.loop.step_s = 0.0  # who does not pause now gets no time to go on
        tasks = self.loop.unfinished_tasks()
        for task in tasks:
            task.cancel()
        try:
            if tasks:
                self.loop.run_until_complete(asyncio.wait(tasks, timeout=_TEARDOWN_S))
            self.network.abort_everything()
            self.loop.run_until_complete(self.loop.shutdown_asyncgens())
        except (Deadlock, Livelock) as error:
            self._complain(f"the world did not end in order: {error}")
        for task in self.loop.unfinished_tasks():
            self._complain(f"{task.get_name()} did not end when it was cancelled")
            self._close(task)

    def _close(self, task: asyncio.Task[Any]) -> None:
        """End what the collector would end after the world, where nobody would hear the errors."""
        coro: Any = task.get_coro()
        for _ in range(_CLOSINGS):
            try:
                coro.close()
            except Exception as error:  # it went on (``finally: await``), or failed
                self._complain(f"{task.get_name()}: {error!r}")
            else:
                return

    def _complain(self, text: str) -> None:
        self.complaints.append(f"{self.loop.now_s:.6f} {text}")

    def _note_loop_error(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, asyncio.CancelledError):
            return  # asyncio's streams ask a cancelled handler for its exception (3.11)
        self._complain(context["message"] + (f": {error!r}" if error is not None else ""))

    def _note_unraisable(self, unraisable: Any) -> None:
        self._complain(f"{unraisable.err_msg or 'ignored'}: {unraisable.exc_value!r}")


def _ignore(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """What outlives its world and is destroyed in another one is no news of that other one."""


@functools.cache
def _simulated_socket_module() -> Any:
    """One stand-in for all worlds: it asks the running loop which network it is on."""
    return socket_module(lambda loop: loop.network if isinstance(loop, SimulationLoop) else None)
