from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class CloseCode(Fault):
    """The venue closes its sessions in order, with this close code and reason (RFC 6455, 7.4)."""

    sessions_only: ClassVar[bool] = True
    code: int = 1001
    reason: str = ""
    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return await armed.venue.close_sessions(self.role, self.code, self.reason)
