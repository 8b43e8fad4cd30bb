"""A network that no fault can strike."""

from typing import Literal

from fakes.operations import Role


class NoWire:
    def reset(self, role: Role | None) -> int:
        return 0

    def half_open(self, role: Role | None) -> int:
        return 0

    def cut_after(self, role: Role | None, n_bytes: int, how: Literal["rst", "fin", "half_open"]) -> int:
        return 0

    def refuse(self, role: Role | None, on: bool) -> int:
        return 0

    def swallow_connects(self, role: Role | None, on: bool) -> int:
        return 0

    def partition(self, role: Role | None, on: bool) -> int:
        return 0

    def latency(self, role: Role | None, latency_s: float | None, jitter_s: float = 0.0) -> int:
        return 0

    def bandwidth(self, role: Role | None, bytes_per_s: float | None) -> int:
        return 0

    def fragment(self, role: Role | None, probability: float) -> int:
        return 0

    def fail_names(self, role: Role | None, on: bool) -> int:
        return 0
