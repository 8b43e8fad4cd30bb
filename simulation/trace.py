"""What happened on the network, as one line an event and as a running digest.

An event is ``time kind connection direction length crc`` (fields that do not apply are left out).
Two runs of the same token must give the same digest; if not, ``first_difference`` says where.

The digest is of the same fields in a binary form, which takes a fraction of the time of the text.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from simulation.loop import SimulationLoop

_BYTES_AT_ONCE = 1 << 14

# What was sent has a fixed length and begins with a 1; every other event is text between a 0 and a newline.
_sent = struct.Struct("<BdI?QI").pack


class Trace:
    """Events of one world. ``keep_events`` keeps the lines; the digest is always there."""

    def __init__(self, loop: SimulationLoop, *, keep_events: bool) -> None:
        self.events: list[str] = []
        self.count = 0
        self._loop = loop
        self._keep_events = keep_events
        self._closed = False
        self._hash = hashlib.blake2b(digest_size=16)
        self._unhashed = bytearray()  # hashing much at once costs less than hashing little often

    def record(self, *fields: object) -> None:
        """Add one event at the current virtual time."""
        if self._closed:
            return
        line = f"{self._loop.now_s!r} {' '.join(map(str, fields))}"
        self._unhashed += b"\0%b\n" % line.encode()
        self.count += 1
        if self._keep_events:
            self.events.append(line)

    def sent(self, connection: int, direction: str, length: int, crc: int) -> None:
        """``record`` for the one event there are millions of."""
        if self._closed:
            return
        now_s = self._loop.now_s
        self._unhashed += _sent(1, now_s, connection, direction == "<", length, crc)
        if len(self._unhashed) > _BYTES_AT_ONCE:
            self._take_in()
        self.count += 1
        if self._keep_events:
            self.events.append(f"{now_s!r} sent {connection} {direction} {length} {crc:08x}")

    def close(self) -> None:
        """What comes after is teardown and belongs to no run."""
        self._closed = True

    def digest(self) -> str:
        """Hexadecimal digest of all events so far."""
        self._take_in()
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

    def _take_in(self) -> None:
        self._hash.update(self._unhashed)
        self._unhashed.clear()
