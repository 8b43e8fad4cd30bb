"""Collect cycles at fixed virtual times.

``__del__`` of objects in reference cycles (unclosed sessions, tasks) runs when the collector runs,
and the automatic collector counts allocations of the whole process: the second world of a process
would see it at other moments than the first.
"""

from __future__ import annotations

import gc


class Collector:
    """Switches the automatic collector off and collects every ``every_s`` virtual seconds.

    Everything that exists when the world begins is set aside (``gc.freeze``), so that a collection
    costs what the world is worth and not what the imported libraries are.
    """

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._next_s = every_s
        self._was_enabled = False

    def enter(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()

    def on_advance(self, now_s: float) -> None:
        """Called when virtual time moves."""
        if now_s >= self._next_s:
            self._next_s = (now_s // self._every_s + 1) * self._every_s
            gc.collect()

    def leave(self) -> None:
        """Collect what the world leaves behind, and give the automatic collector back."""
        gc.collect()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
