from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class Fragmentation(Fault):
    """Segments are split at random bytes, `probability` of them: legal, and deadly to sloppy readers."""

    probability: float = 0.9
    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.fragment(self.role, self.probability)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.wire.fragment(self.role, 0.0)
