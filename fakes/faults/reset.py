from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class Reset(Fault):
    """Every open connection of the role is reset once; new ones are served at once."""

    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.reset(self.role)
