from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class Latency(Fault):
    """The way to the venue and the way back each take `latency_s`, and up to `jitter_s` more."""

    latency_s: float = 0.5
    jitter_s: float = 0.0
    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.latency(self.role, self.latency_s, self.jitter_s)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.wire.latency(self.role, None)
