from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, Lost, Reply
from fakes.operations import Role


@dataclass(frozen=True)
class UnansweredUpgrade(Fault):
    """The connection is accepted and the WebSocket handshake never answered: a gateway without a backend."""

    sessions_only: ClassVar[bool] = True
    role: Role | None = None

    def on_upgrade(self, role: Role, source: str, armed: Armed) -> Reply | Lost | None:
        return Lost(how="silence") if self.role in (None, role) else None
