"""What a fault may do to the network between subject and venue.

The fake knows only this protocol. The simulated stage fulfils it with the in-memory network, the
loopback stage with a proxy, so a wire fault has one name and one meaning on both.
Every method returns how many connections (or 1 for a standing condition) it struck: 0 means it did not fire.
A role has one standing condition of a kind at a time: where windows of one kind overlap, the first to
close lifts it for both. Roles that share a host name or port share their conditions.
"""

from typing import Literal, Protocol

from fakes.operations import Role


class Wire(Protocol):
    def reset(self, role: Role | None) -> int:
        """RST every open connection of that role."""

    def half_open(self, role: Role | None) -> int:
        """Both directions of the open connections go silent; nobody is told."""

    def cut_after(self, role: Role | None, n_bytes: int, how: Literal["rst", "fin", "half_open"]) -> int:
        """End each open connection once the venue has sent `n_bytes` more: in mid-frame, mid-body."""

    def refuse(self, role: Role | None, on: bool) -> int:
        """Answer new connections with RST."""

    def swallow_connects(self, role: Role | None, on: bool) -> int:
        """New connections get no answer at all: the dial times out."""

    def partition(self, role: Role | None, on: bool) -> int:
        """Nothing passes in either direction until it is lifted; then what was queued arrives."""

    def latency(self, role: Role | None, latency_s: float | None, jitter_s: float = 0.0) -> int:
        """One-way delay; None restores the stage's own."""

    def bandwidth(self, role: Role | None, bytes_per_s: float | None) -> int:
        """A slow drip; None lifts it."""

    def fragment(self, role: Role | None, probability: float) -> int:
        """Split segments at random bytes; 0 lifts it."""

    def fail_names(self, role: Role | None, on: bool) -> int:
        """Name resolution of the venue's hosts fails."""
