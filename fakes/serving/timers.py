"""What the venue does to orders by its clock: ends of good-till-date orders, and the dead-man's switch."""

import asyncio
from collections.abc import Callable


class Timers:
    """One timer a name, by the venue's own clock (Unix seconds), which may be stepped while it runs."""

    def __init__(self, clock_s: Callable[[], float]) -> None:
        self._clock_s = clock_s
        self._handles: dict[str, asyncio.TimerHandle] = {}

    def __len__(self) -> int:
        """How many run."""
        return len(self._handles)

    def __contains__(self, name: str) -> bool:
        return name in self._handles

    def set(self, name: str, due_s: float, act: Callable[[], None]) -> None:
        """Anew, if there is one of that name."""
        self.stop(name)
        wait_s = max(0.0, due_s - self._clock_s())
        loop = asyncio.get_running_loop()
        self._handles[name] = loop.call_later(wait_s, self._due, name, due_s, act)

    def stop(self, name: str) -> None:
        handle = self._handles.pop(name, None)
        if handle is not None:
            handle.cancel()

    def close(self) -> None:
        for name in list(self._handles):
            self.stop(name)

    def _due(self, name: str, due_s: float, act: Callable[[], None]) -> None:
        if self._clock_s() < due_s - 0.0005:  # the clock was set back: by it, the time has not come
            self.set(name, due_s, act)
            return
        del self._handles[name]
        act()
