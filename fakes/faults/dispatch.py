"""The desk that opens and closes fault windows and asks the armed faults, in plan order.

Hooks are synchronous and cheap; with nothing armed every question costs one comparison. Only opening
and closing a window may wait, and does so in tasks of its own. Every hook that acts counts once
against the fault's limit and leaves a FaultFired in the ledger.
"""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from random import Random

from fakes.faults.fault import (
    Answer,
    Armed,
    Fault,
    Frame,
    Lost,
    MessageSeen,
    Reply,
    RequestSeen,
    SubscriptionOpinion,
    VenueControl,
)
from fakes.faults.schedule import Planned
from fakes.ledger import Entry, Fact, FaultClosed, FaultFired, FaultOpened
from fakes.operations import Role


class FaultDesk:
    """All planned faults of one venue. `now_s` is stage time, the ledger's own."""

    def __init__(
        self, venue: VenueControl, plan: Sequence[Planned], rng: Random, now_s: Callable[[], float]
    ) -> None:
        self._venue = venue
        self._plan = tuple(plan)
        self._now_s = now_s
        # one generator a fault, so that adding a fault does not change what the others roll
        self._rngs = [Random(rng.getrandbits(64)) for _ in self._plan]
        self._armed: dict[int, Armed] = {}
        self._in_plan_order: tuple[Armed, ...] = ()
        self._opening: dict[int, asyncio.Task[None]] = {}
        self._seen = [0] * len(self._plan)
        self._timers: list[asyncio.TimerHandle] = []
        self._tasks: dict[asyncio.Task[None], None] = {}
        self._failures: list[BaseException] = []
        self._stopped = False

    # --- life ------------------------------------------------------------------------------------

    def start(self) -> None:
        """Set the clock windows going and listen for the facts that open the others."""
        for index, planned in enumerate(self._plan):
            if planned.upon is None:
                self._schedule(index, 0.0)
        if any(planned.upon is not None for planned in self._plan):
            self._venue.ledger.listen(self._on_entry)

    async def stop(self) -> None:
        """Close what is open (undoing what it did) and forget the rest. Raises what a fault's
        on_open or on_close raised: a fault that broke must not pass for one that did not strike."""
        self._stopped = True
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        for index in sorted(self._armed):
            self._close(index)
        while self._tasks:
            await asyncio.wait(self._tasks)
        if self._failures:
            raise self._failures[0]

    @property
    def armed(self) -> Sequence[Armed]:
        """Faults whose window is open, in plan order."""
        return self._in_plan_order

    # --- questions -------------------------------------------------------------------------------

    def request(self, request: RequestSeen) -> Answer | None:
        """Before the venue acts: Late with reply None delays the act, anything else prevents it."""
        for armed in self._active():
            answer = armed.fault.on_request(request, armed)
            if answer is not None:
                self._fired(armed, f"request {request.request_id} {request.operation}")
                return answer
        return None

    def answer(self, request: RequestSeen, reply: Reply) -> Answer | None:
        """After the venue acted: what to send instead of `reply`."""
        for armed in self._active():
            answer = armed.fault.on_answer(request, reply, armed)
            if answer is not None:
                self._fired(armed, f"answer {request.request_id} {request.operation}")
                return answer
        return None

    def upgrade(self, role: Role, source: str) -> Reply | Lost | None:
        for armed in self._active():
            answer = armed.fault.on_upgrade(role, source, armed)
            if answer is not None:
                self._fired(armed, f"upgrade {role}")
                return answer
        return None

    def subscribe(self, session: int, stream: str) -> SubscriptionOpinion | None:
        for armed in self._active():
            opinion = armed.fault.on_subscribe(session, stream, armed)
            if opinion is not None:
                self._fired(armed, f"{opinion} {stream} of session {session}")
                return opinion
        return None

    def message(self, message: MessageSeen) -> Sequence[Frame] | None:
        """What to send instead of `message.text`; None = send it."""
        if not self._armed:
            return None
        for armed in self._active():
            frames = armed.fault.on_message(message, armed)
            if frames is not None:
                self._fired(armed, f"message {message.stream} of session {message.session}")
                return frames
        return None

    def ignores_ping(self, session: int, role: Role) -> bool:
        """Whether a client's ping goes unanswered."""
        for armed in self._active():
            if armed.fault.on_client_ping(session, role, armed):
                self._fired(armed, f"ping of session {session}")
                return True
        return False

    def sends_pings(self) -> bool:
        """Whether the venue's own heartbeat beats; asked when a ping is due."""
        for armed in self._active():
            if not armed.fault.sends_pings(armed):
                self._fired(armed, "heartbeat withheld")
                return False
        return True

    def clock_offset_s(self) -> float:
        """Sum of what the open windows add to the venue's clock."""
        if not self._armed:
            return 0.0
        return sum(armed.fault.clock_offset_s(armed) for armed in self.armed)

    # --- windows ---------------------------------------------------------------------------------

    def _active(self) -> Sequence[Armed]:
        if not self._armed:
            return ()
        return [armed for armed in self._in_plan_order if not armed.spent]

    def _fired(self, armed: Armed, detail: str, times: int = 1) -> None:
        armed.fired += times
        self._venue.ledger.record(FaultFired(fault=armed.fault.name, detail=detail))

    def _on_entry(self, entry: Entry[Fact]) -> None:
        if self._stopped:
            return  # sessions that end with the venue open no windows
        kind = type(entry.fact).__name__
        for index, planned in enumerate(self._plan):
            if planned.upon != kind or entry.at_s < planned.not_before_s:
                continue
            self._seen[index] += 1
            if self._seen[index] == planned.nth:
                self._schedule(index, self._now_s())

    def _schedule(self, index: int, from_s: float) -> None:
        planned = self._plan[index]
        loop = asyncio.get_running_loop()
        now_s = self._now_s()
        wait_s = from_s + planned.start_s - now_s
        closes_at_s = from_s + planned.stop_s
        if wait_s <= 0:
            self._open(index, closes_at_s)  # at once: the very next thing the venue does is already struck
        else:
            self._timers.append(loop.call_later(wait_s, self._open, index, closes_at_s))
        self._timers.append(loop.call_later(max(0.0, closes_at_s - now_s), self._close, index))

    def _open(self, index: int, closes_at_s: float) -> None:
        fault: Fault = self._plan[index].fault
        armed = Armed(fault, self._venue, self._rngs[index], closes_at_s=closes_at_s)
        self._armed[index] = armed
        self._in_plan_order = tuple(self._armed[each] for each in sorted(self._armed))
        self._venue.ledger.record(FaultOpened(fault=fault.name))
        if fault.clock_offset_s(armed):
            self._fired(armed, "clock")
        self._opening[index] = self._run(self._opened(armed))

    def _close(self, index: int) -> None:
        armed = self._armed.pop(index, None)
        if armed is not None:
            self._in_plan_order = tuple(self._armed[each] for each in sorted(self._armed))
            self._run(self._closed(armed, self._opening.pop(index)))

    async def _opened(self, armed: Armed) -> None:
        struck = await armed.fault.on_open(armed)
        if struck:
            self._fired(armed, f"struck {struck}")

    async def _closed(self, armed: Armed, opening: asyncio.Task[None]) -> None:
        await asyncio.wait((opening,))  # undo only what is done
        await armed.fault.on_close(armed)
        self._venue.ledger.record(FaultClosed(fault=armed.fault.name, fired=armed.fired))

    def _run(self, action: Coroutine[None, None, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(action)
        self._tasks[task] = None
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[None]) -> None:
        del self._tasks[task]
        if not task.cancelled() and (failure := task.exception()) is not None:
            self._failures.append(failure)
