"""An asyncio event loop whose time is virtual and whose network is simulated.

Only the rim of ``BaseEventLoop`` is replaced: the clock, the selector, the socket transports.
``create_connection`` with its happy eyeballs, ``create_server``, ``start_tls`` and the streams are
asyncio's own, so libraries meet the code that they meet in production.
"""

from __future__ import annotations

import asyncio
import collections
import contextvars
import heapq
import math
import signal
import socket
import ssl
import threading
from asyncio import base_events, selector_events
from collections.abc import Callable, Coroutine, Generator
from typing import Any, NoReturn, TypeVar, TypeVarTuple, Unpack

from simulation import tls
from simulation.errors import Deadlock, Escape, Livelock
from simulation.handles import Ready, Timer
from simulation.network import AddressInfo, Network
from simulation.sockets import SimulatedSocket
from simulation.stable import OrderedWeakSet, StableFuture, StableTask
from simulation.transport import SimulatedTransport

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

# Timers that were cancelled are thrown out of the heap when they are many and the majority.
_CANCELLED_TIMERS_KEPT = 200

# Whoever has not paused for so long (virtual) does not mean to, and would spin through a day step by step.
LONGEST_SPIN_S = 300.0
_TASKS_TOLD = 5


def _told(task: asyncio.Task[Any]) -> str:
    """The name that was given to a task; of one without, what it runs."""
    name = task.get_name()
    return getattr(task.get_coro(), "__qualname__", name) if name.startswith("Task-") else name


def _nothing() -> None:
    pass


class SimulationLoop(base_events.BaseEventLoop):
    """Runs what is ready; when nothing is, jumps to the next timer.

    Timers with the same deadline run in the order in which they were set (asyncio's own heap does
    not promise that, and in virtual time exact ties are common).
    """

    network: Network

    _ready: collections.deque[asyncio.Handle]
    _scheduled: list[tuple[float, int, asyncio.TimerHandle]]
    _stopping: bool
    _closed: bool
    _thread_id: int | None
    _timer_cancelled_count: int
    _asyncgens: OrderedWeakSet
    _task_factory: Any

    def __init__(self, *, livelock_steps: int, step_s: float = 0.0) -> None:
        super().__init__()
        self.now_s = 0.0
        self.steps = 0  # callbacks run
        self.turn = 0  # batches of callbacks run
        self.on_spin: Callable[[str], None] | None = None  # told who is busy
        self.step_s = step_s
        self._busy = ""  # who has been busy since time last moved by itself
        self._pause_s = self._pause_every_s = math.inf
        self._in_pause: Callable[[], object] = _nothing
        self._timers_set = 0
        self._tasks_made = 0
        self._livelock_steps = livelock_steps
        self._asyncgens = OrderedWeakSet()

    # Asked for every future that is made and every handle that is cancelled, and always answered with
    # no: debug mode would measure real time. ``bool()`` is that answer without a frame.
    get_debug = staticmethod(bool)

    def __del__(self) -> None:
        """Nothing of the machine's is held, so there is nothing to warn about."""

    # -- time and callbacks --------------------------------------------------------------------
    def time(self) -> float:
        """Virtual seconds since the world began."""
        return self.now_s

    def call_later(
        self,
        delay: float,
        callback: Callable[[Unpack[Ts]], object],
        *args: *Ts,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        # call_at without the call: most timers are sleeps
        if self._closed:
            raise RuntimeError("Event loop is closed")
        now_s = self.now_s
        when = now_s + delay if delay > 0 else now_s
        timer = Timer(when, callback, args, self, context)
        self._timers_set += 1
        heapq.heappush(self._scheduled, (when, self._timers_set, timer))
        return timer

    def call_at(
        self,
        when: float,
        callback: Callable[[Unpack[Ts]], object],
        *args: *Ts,
        context: contextvars.Context | None = None,
    ) -> asyncio.TimerHandle:
        if self._closed:
            raise RuntimeError("Event loop is closed")
        if when < self.now_s:
            when = self.now_s
        timer = Timer(when, callback, args, self, context)
        self._timers_set += 1
        heapq.heappush(self._scheduled, (when, self._timers_set, timer))
        return timer

    def call_soon(
        self,
        callback: Callable[[Unpack[Ts]], object],
        *args: *Ts,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        if self._closed:
            raise RuntimeError("Event loop is closed")
        handle = Ready(callback, args, self, context)
        self._ready.append(handle)
        return handle

    def call_soon_threadsafe(
        self,
        callback: Callable[[Unpack[Ts]], object],
        *args: *Ts,
        context: contextvars.Context | None = None,
    ) -> asyncio.Handle:
        if self._thread_id is not None and threading.get_ident() != self._thread_id:
            raise Escape("call_soon_threadsafe was called from another thread")
        return self.call_soon(callback, *args, context=context)

    def _run_once(self) -> None:
        """Run until the loop is stopped (asyncio calls this once per turn; a call saved is speed)."""
        ready, pop, next_handle = self._ready, heapq.heappop, self._ready.popleft
        steps = 0  # since time last moved by itself
        busy_at_s = self.now_s
        while True:
            if not ready and not self._stopping:
                self._advance()
            scheduled, now_s = self._scheduled, self.now_s
            while scheduled and scheduled[0][0] <= now_s:
                timer: Any = pop(scheduled)[2]
                timer._scheduled = False
                if timer._cancelled:
                    self._timer_cancelled_count -= 1
                else:
                    ready.append(timer)
                timer = None  # keep nothing alive that asyncio would let go
            count = len(ready)
            if now_s != busy_at_s:
                steps, busy_at_s, self._busy = 0, now_s, ""
            steps += count
            if steps > self._livelock_steps:
                self._spin(steps, count)
                busy_at_s = self.now_s
            self.steps += count
            self.turn += 1
            # Handle._run for each, without a call for each.
            for _ in range(count):
                handle: Any = next_handle()
                if handle._cancelled:
                    continue
                try:
                    handle._context.run(handle._callback, *handle._args)
                except (SystemExit, KeyboardInterrupt):
                    raise
                except BaseException as error:
                    message = f"Exception in callback {handle._callback!r}"
                    self.call_exception_handler({"message": message, "exception": error, "handle": handle})
            handle = None  # keep nothing alive that asyncio would let go
            if self._stopping:
                return

    def _advance(self) -> None:
        """Jump to the next timer. Raises ``Deadlock`` if there is none."""
        if self._timer_cancelled_count > _CANCELLED_TIMERS_KEPT:
            self._drop_cancelled_timers()
        scheduled: Any = self._scheduled
        while scheduled and scheduled[0][2]._cancelled:
            heapq.heappop(scheduled)[2]._scheduled = False
            self._timer_cancelled_count -= 1
        if not scheduled:
            raise Deadlock(self._who_waits())
        when_s: float = scheduled[0][0]
        if when_s > self.now_s:
            self._move_to(when_s)

    def _move_to(self, when_s: float) -> None:
        self.now_s = when_s
        if when_s >= self._pause_s:
            self._pause_s = (when_s // self._pause_every_s + 1) * self._pause_every_s
            self._in_pause()

    def _spin(self, steps: int, count: int) -> None:
        """So many steps without a pause: from here on the next ``count`` take time, as work does.

        Raises ``Livelock`` if steps are free, or when it has lasted too long.
        """
        if not self._busy:
            self._busy = self._who_is_busy()
            if self._busy and self.on_spin is not None:
                self.on_spin(f"no pause in {steps} callbacks{self._busy}")
        if self.step_s == 0.0:
            raise Livelock(f"{steps} callbacks at t={self.now_s} s and time stands still{self._busy}")
        if (steps - self._livelock_steps) * self.step_s > LONGEST_SPIN_S:
            raise Livelock(f"no pause for {LONGEST_SPIN_S:g} s until t={self.now_s:.3f} s{self._busy}")
        self._move_to(self.now_s + count * self.step_s)

    def _who_is_busy(self) -> str:
        """The tasks that are about to run; at times there is none between two callbacks."""
        waiters = [(task, getattr(task, "_fut_waiter", None)) for task in self.unfinished_tasks()]
        names = [_told(task) for task, waiter in waiters if waiter is None or waiter.done()]
        return f"; busy: {', '.join(names[:_TASKS_TOLD])}" if names else ""

    def call_every(self, seconds: float, callback: Callable[[], object]) -> None:
        """Call it between two steps whenever time passes a multiple of ``seconds``; not a timer, so that
        it keeps no world going. There is one such callback, the last one given."""
        self._pause_s, self._pause_every_s, self._in_pause = seconds, seconds, callback

    def _drop_cancelled_timers(self) -> None:
        if self._timer_cancelled_count * 2 > len(self._scheduled):
            self._scheduled = [entry for entry in self._scheduled if not entry[2].cancelled()]
            heapq.heapify(self._scheduled)
            self._timer_cancelled_count = 0

    def _who_waits(self) -> str:
        lines = [f"at t={self.now_s} s every task waits and no timer is left:"]
        for task in self.unfinished_tasks():
            stack = task.get_stack(limit=1)
            frame = stack[0] if stack else None
            place = f"{frame.f_code.co_filename}:{frame.f_lineno}" if frame else "not started"
            lines.append(f"  {task.get_name()} at {place}")
        return "\n".join(lines)

    def _write_to_self(self) -> None:
        """There is no selector to wake."""

    def _process_events(self, event_list: object) -> None:
        """There is no selector to have events."""

    # -- tasks and futures ---------------------------------------------------------------------
    def create_future(self) -> asyncio.Future[Any]:
        return StableFuture(loop=self)

    def create_task(  # type: ignore[override]  # Python 3.13.3 adds keywords
        self,
        coro: Generator[Any, None, T] | Coroutine[Any, Any, T],
        *,
        name: str | None = None,
        context: contextvars.Context | None = None,
        **more: Any,
    ) -> asyncio.Task[T]:
        if self._closed:
            raise RuntimeError("Event loop is closed")
        if self._task_factory is not None:
            return super().create_task(coro, name=name, context=context, **more)
        self._tasks_made += 1
        # asyncio's own default names count on from world to world.
        name = f"Task-{self._tasks_made}" if name is None else name
        task: asyncio.Task[T] = StableTask(coro, loop=self, name=name, context=context, **more)
        return task

    def unfinished_tasks(self) -> list[asyncio.Task[Any]]:
        """Tasks that are not done, in the order of creation."""
        return sorted(asyncio.all_tasks(self), key=hash)

    # -- threads, processes, signals -----------------------------------------------------------
    def run_in_executor(
        self, executor: object, func: Callable[[Unpack[Ts]], T], *args: *Ts
    ) -> asyncio.Future[T]:
        """Run ``func`` in the loop at this very instant: a thread would race."""
        future = self.create_future()

        def call() -> None:
            if future.cancelled():
                return
            try:
                result = func(*args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                future.set_exception(error)
            else:
                future.set_result(result)

        self.call_later(0.0, call)
        return future

    async def shutdown_default_executor(self, timeout: float | None = None) -> None:
        """There are no threads."""

    def add_signal_handler(self, sig: int, callback: Callable[[Unpack[Ts]], object], *args: *Ts) -> None:
        """Accepted; no signal comes."""

    def remove_signal_handler(self, sig: int) -> bool:
        signal.Signals(sig)  # as asyncio does, refuse what is no signal
        return True

    async def subprocess_exec(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Escape(f"a subprocess was to be started: {args[1:]!r}")

    async def subprocess_shell(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Escape(f"a subprocess was to be started: {args[1:]!r}")

    def add_reader(self, fd: Any, callback: Callable[[Unpack[Ts]], Any], *args: *Ts) -> NoReturn:
        raise Escape(f"a real file descriptor was to be watched: {fd!r}")

    def add_writer(self, fd: Any, callback: Callable[[Unpack[Ts]], Any], *args: *Ts) -> NoReturn:
        raise Escape(f"a real file descriptor was to be watched: {fd!r}")

    # -- network -------------------------------------------------------------------------------
    async def getaddrinfo(  # type: ignore[override]
        self,
        host: str | bytes | None,
        port: int | str | None,
        *,
        family: int = 0,
        type: int = 0,
        proto: int = 0,
        flags: int = 0,
    ) -> list[AddressInfo]:
        if family == socket.AF_INET6:
            raise socket.gaierror(socket.EAI_ADDRFAMILY, "Address family for hostname not supported")
        return await self.network.address_info(host, port)

    async def getnameinfo(self, sockaddr: Any, flags: int = 0) -> tuple[str, str]:
        return sockaddr[0], str(sockaddr[1])

    async def sock_connect(self, sock: Any, address: Any) -> None:
        await self.network.connect(sock, address)

    async def create_datagram_endpoint(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise Escape("a datagram socket was to be opened")

    def _make_socket_transport(
        self,
        sock: SimulatedSocket,
        protocol: asyncio.BaseProtocol,
        waiter: asyncio.Future[None] | None = None,
        *,
        extra: dict[str, Any] | None = None,
        server: asyncio.Server | None = None,
    ) -> asyncio.Transport:
        return SimulatedTransport(self.network, sock, protocol, waiter, extra, server)

    def _make_ssl_transport(
        self,
        rawsock: SimulatedSocket,
        protocol: asyncio.BaseProtocol,
        sslcontext: ssl.SSLContext,
        waiter: asyncio.Future[None] | None = None,
        *,
        server_side: bool = False,
        server_hostname: str | None = None,
        extra: dict[str, Any] | None = None,
        server: asyncio.Server | None = None,
        ssl_handshake_timeout: float | None = None,
        ssl_shutdown_timeout: float | None = None,
        **_: Any,
    ) -> asyncio.Transport:
        if self.network.tls == "strip":
            return tls.stripped_transport(
                self.network,
                rawsock,
                protocol,
                sslcontext,
                waiter,
                server_side=server_side,
                server_hostname=server_hostname,
                extra=extra,
                server=server,
            )
        return tls.real_transport(
            self.network,
            rawsock,
            protocol,
            sslcontext,
            waiter,
            server_side=server_side,
            server_hostname=server_hostname,
            extra=extra,
            server=server,
            handshake_timeout_s=ssl_handshake_timeout,
            shutdown_timeout_s=ssl_shutdown_timeout,
        )

    def _start_serving(
        self,
        protocol_factory: Callable[[], asyncio.BaseProtocol],
        sock: SimulatedSocket,
        sslcontext: ssl.SSLContext | None = None,
        server: asyncio.Server | None = None,
        backlog: int = 100,
        ssl_handshake_timeout: float | None = None,
        ssl_shutdown_timeout: float | None = None,
        **_: Any,
    ) -> None:
        accept: Any = self._accept_connection2

        def on_accept(accepted: SimulatedSocket, peer: tuple[str, int]) -> None:
            self.create_task(
                accept(
                    protocol_factory,
                    accepted,
                    {"peername": peer},
                    sslcontext,
                    server,
                    ssl_handshake_timeout,
                    ssl_shutdown_timeout,
                )
            )

        sock.start_listening(on_accept)

    def _stop_serving(self, sock: SimulatedSocket) -> None:
        sock.close()

    _accept_connection2 = selector_events.BaseSelectorEventLoop._accept_connection2  # type: ignore[attr-defined]
