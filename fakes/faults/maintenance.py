from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Fault, Lost, Reply, RequestSeen
from fakes.operations import Operation, Refusal, Role


@dataclass(frozen=True)
class Maintenance(Fault):
    """The venue is down for maintenance: sessions are closed, requests and new sessions refused.

    Where the venue tells how it is, that is still told, and is "maintenance".
    """

    close_code: int = 1001

    async def on_open(self, armed: Armed) -> int:
        armed.venue.set_system_mode("maintenance")
        return await armed.venue.close_sessions(None, self.close_code, "")

    async def on_close(self, armed: Armed) -> None:
        armed.venue.set_system_mode("online")

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        if request.operation is Operation.SYSTEM:
            return None
        return armed.venue.refusal(Refusal.MAINTENANCE)

    def on_upgrade(self, role: Role, source: str, armed: Armed) -> Reply | Lost | None:
        return armed.venue.refusal(Refusal.MAINTENANCE)
