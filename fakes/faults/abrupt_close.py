from dataclasses import dataclass
from typing import ClassVar, Literal

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class AbruptClose(Fault):
    """The venue ends its sessions without a close frame: clients see close code 1006."""

    sessions_only: ClassVar[bool] = True
    how: Literal["fin", "rst"] = "fin"
    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return await armed.venue.close_sessions(self.role, None, abruptly=self.how == "rst")
