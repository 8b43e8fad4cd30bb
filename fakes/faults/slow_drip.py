from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class SlowDrip(Fault):
    """What the venue sends trickles at `bytes_per_s`: a timeout that counts from the last byte never ends."""

    bytes_per_s: float = 64.0
    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.bandwidth(self.role, self.bytes_per_s)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.wire.bandwidth(self.role, None)
