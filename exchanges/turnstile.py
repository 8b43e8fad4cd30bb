"""One after the other, in the order of arrival, and nobody holds up the rest for long.

For venues that want the requests of a key in the order in which they were stamped. Who has gone through
makes way when its answer is there, or after ``patience_s``: one that hangs must not keep cancels back.
What is sent then has the later stamp, and most likely arrives later.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable


class Turnstile:
    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._taken = asyncio.Lock()  # first come, first served, also when a waiter is cancelled

    async def enter(self) -> Callable[[], None]:
        """Wait for one's turn; what is returned ends it, and may be called more than once."""
        await self._taken.acquire()
        is_over = False

        def end() -> None:
            nonlocal is_over
            timer.cancel()
            if not is_over:
                is_over = True
                self._taken.release()

        timer = asyncio.get_running_loop().call_later(self._patience_s, end)
        return end
