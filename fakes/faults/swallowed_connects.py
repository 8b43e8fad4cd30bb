from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class SwallowedConnects(Fault):
    """New connections get no answer at all, so that the dial hangs until somebody's timeout."""

    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.swallow_connects(self.role, True)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.wire.swallow_connects(self.role, False)
