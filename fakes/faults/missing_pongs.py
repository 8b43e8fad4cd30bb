from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class MissingPongs(Fault):
    """The client's pings stay unanswered while messages keep flowing."""

    sessions_only: ClassVar[bool] = True
    role: Role | None = None

    def on_client_ping(self, session: int, role: Role, armed: Armed) -> bool:
        return self.role in (None, role)
