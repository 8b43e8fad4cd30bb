"""Whether the machine gave a play in real time the time it asked for.

A connector whose process does not run looks like a slow one. So what fails while others had the processor
is not judged; what passes in spite of it has passed.
"""

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from scenarios.verdict import Inconclusive

LOOK_EVERY_S = 0.05
WINDOW_S = 1.0
MOST_S = 0.2
"""Of a second. Checks count in seconds, a connector needs some round trips for what it does in one."""


class Starvation:
    """How long the play was ready to run and did not, in the worst second.

    The loop's being late is the sum of what the process did meanwhile and what it was kept from. A subject
    that sleeps on the loop's own thread looks like the second: it is not judged then, and earns nothing.
    """

    def __init__(self) -> None:
        self.worst_s = 0.0
        self._kept: deque[tuple[float, float]] = deque()

    def note(self, now_s: float, late_s: float, worked_s: float) -> None:
        """The loop woke so late at this time, and the process has worked for so long of it."""
        self._kept.append((now_s, max(0.0, late_s - worked_s)))
        while self._kept[0][0] < now_s - WINDOW_S:
            self._kept.popleft()
        self.worst_s = max(self.worst_s, sum(kept_s for _, kept_s in self._kept))

    async def watch(self) -> None:
        """Look until cancelled."""
        now = asyncio.get_running_loop().time
        while True:
            due_s, worked_before_s = now() + LOOK_EVERY_S, time.process_time()
            await asyncio.sleep(LOOK_EVERY_S)
            self.note(now(), now() - due_s, time.process_time() - worked_before_s)


@asynccontextmanager
async def watched() -> AsyncIterator[Starvation]:
    """While the block runs."""
    starvation = Starvation()
    watch = asyncio.create_task(starvation.watch(), name="starvation")
    try:
        yield starvation
    finally:
        watch.cancel()


def demand_enough(worst_s: float, told: str) -> None:
    """Raises Inconclusive if a play that ended badly, as `told`, was starved."""
    if worst_s > MOST_S:
        raise Inconclusive(f"the machine kept the play waiting for {worst_s:.1f} s in one second; {told}")
