from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, Lost, Reply
from fakes.operations import Role


@dataclass(frozen=True)
class RefusedUpgrade(Fault):
    """The WebSocket handshake is answered with this HTTP status; None = the connection is reset instead."""

    sessions_only: ClassVar[bool] = True
    status: int | None = 503
    role: Role | None = None

    def on_upgrade(self, role: Role, source: str, armed: Armed) -> Reply | Lost | None:
        if self.role not in (None, role):
            return None
        if self.status is None:
            return Lost(how="reset")
        return Reply(status=self.status, body=b"", content_type="text/plain")
