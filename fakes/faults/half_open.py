from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class HalfOpen(Fault):
    """The open connections die without a word in either direction, as when a NAT entry expires.

    Those connections never come back to life, not even when the window closes; new ones work.
    """

    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.half_open(self.role)
