"""Collect cycles at fixed virtual times.

``__del__`` of objects in reference cycles (unclosed sessions, tasks) runs when the collector runs,
and the automatic collector counts allocations of the whole process: the second world of a process
would see it at other moments than the first.
"""

from __future__ import annotations

import gc
import sys

# A full collection looks at everything the world holds, a young one only at what is new.
_YOUNG_PER_FULL = 10

# Everything outside is set aside while a world runs, its predecessors' remains included. After so many
# worlds memory is measured, and if it has grown by this much since they were last looked at, they are
# looked at again: with large libraries loaded that look takes 0.1 s.
_WORLDS_PER_COUNT = 64
_GROWTH = 1.1

_worlds = 0
_outside = 0  # blocks of memory that were left when the outside was last looked at


class Collector:
    """Switches the automatic collector off and collects every ``every_s`` virtual seconds.

    Everything that exists when the world begins is set aside (``gc.freeze``), so that a collection
    costs what the world is worth and not what the imported libraries are.
    """

    def __init__(self, every_s: float) -> None:
        if every_s <= 0:
            raise ValueError(f"every_s = {every_s}")
        self._every_s = every_s
        self._collections = 0
        self._was_enabled = False

    def enter(self) -> None:
        global _worlds, _outside
        _worlds += 1
        self._was_enabled = gc.isenabled()
        gc.disable()
        gc.freeze()
        if _worlds % _WORLDS_PER_COUNT == 0 and sys.getallocatedblocks() > _outside * _GROWTH:
            gc.unfreeze()
            gc.collect()
            gc.freeze()
            _outside = sys.getallocatedblocks()

    @property
    def every_s(self) -> float:
        """Virtual seconds between collections."""
        return self._every_s

    def collect(self) -> None:
        """To be called at every multiple of ``every_s``."""
        self._collections += 1
        gc.collect(2 if self._collections % _YOUNG_PER_FULL == 0 else 0)

    def leave(self) -> None:
        """Collect what the world leaves behind, and give the automatic collector back."""
        gc.collect()
        gc.unfreeze()
        if self._was_enabled:
            gc.enable()
