from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class Refuse(Fault):
    """New connections are refused (RST); open ones live on. Combine with Reset to force a reconnect."""

    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.refuse(self.role, True)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.wire.refuse(self.role, False)
