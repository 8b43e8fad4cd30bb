from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role
from fakes.traits import Trait


@dataclass(frozen=True)
class ServerShutdownNotice(Fault):
    """The venue announces that its connections will end, and ends those still open when the window closes.

    Connections opened after the notice belong to another server and live on.
    """

    sessions_only: ClassVar[bool] = True
    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.SHUTDOWN_NOTICE})
    role: Role | None = None
    close_code: int = 1001

    async def on_open(self, armed: Armed) -> int:
        return await armed.venue.announce_shutdown(self.role)

    async def on_close(self, armed: Armed) -> None:
        await armed.venue.end_announced(self.role, self.close_code)
