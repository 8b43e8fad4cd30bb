"""What happened on the network, as one line an event and as a running digest.

An event is ``time kind connection direction length crc`` (fields that do not apply are left out).
Two runs of the same token must give the same digest; if not, ``first_difference`` says where.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.loop import SimulationLoop

_LINES_AT_ONCE = 500


class Trace:
    """Events of one world. ``keep_events`` keeps the lines; the digest is always there."""

    def __init__(self, loop: SimulationLoop, *, keep_events: bool) -> None:
        self.events: list[str] = []
        self.count = 0
        self._loop = loop
        self._keep_events = keep_events
        self._closed = False
        self._hash = hashlib.blake2b(digest_size=16)
        self._lines: list[str] = []  # not yet hashed: one long text costs less than many short ones

    def record(self, *fields: object) -> None:
        """Add one event at the current virtual time."""
        if self._closed:
            return
        line = f"{self._loop.now_s!r} {' '.join(map(str, fields))}"
        self._add(line)

    def sent(self, connection: int, direction: str, length: int, crc: int) -> None:
        """``record`` for the one event there are millions of."""
        if self._closed:
            return
        self._add(f"{self._loop.now_s!r} sent {connection} {direction} {length} {crc:08x}")

    def close(self) -> None:
        """What comes after is teardown and belongs to no run."""
        self._closed = True

    def digest(self) -> str:
        """Hexadecimal digest of all events so far."""
        self._hash_lines()
        return self._hash.hexdigest()

    @staticmethod
    def first_difference(first: Sequence[str], second: Sequence[str]) -> str | None:
        """Where two lists of events part, with the three events before; ``None`` if nowhere."""
        shared = min(len(first), len(second))
        at = next((n for n in range(shared) if first[n] != second[n]), shared)
        if at == len(first) == len(second):
            return None
        before = [f"    both    {line}" for line in first[max(0, at - 3) : at]]
        sides = [
            f"    {name}  {lines[at] if at < len(lines) else '(no more events)'}"
            for name, lines in (("first ", first), ("second", second))
        ]
        return "\n".join([f"event {at} differs:", *before, *sides])

    def _add(self, line: str) -> None:
        self.count += 1
        self._lines.append(line)
        if len(self._lines) >= _LINES_AT_ONCE:
            self._hash_lines()
        if self._keep_events:
            self.events.append(line)

    def _hash_lines(self) -> None:
        if self._lines:
            # The newline keeps "a" + "bc" apart from "ab" + "c".
            self._hash.update(("\n".join(self._lines) + "\n").encode())
            self._lines.clear()
