from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class Partition(Fault):
    """Nothing passes in either direction; when it heals, what was under way arrives."""

    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.partition(self.role, True)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.wire.partition(self.role, False)
