from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Fault, Lost, Reply, RequestSeen
from fakes.operations import Refusal, Role


@dataclass(frozen=True)
class Maintenance(Fault):
    """The venue is down for maintenance: sessions are closed, requests and new sessions refused."""

    close_code: int = 1001

    async def on_open(self, armed: Armed) -> int:
        return await armed.venue.close_sessions(None, self.close_code, "")

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return armed.venue.refusal(Refusal.MAINTENANCE)

    def on_upgrade(self, role: Role, source: str, armed: Armed) -> Reply | Lost | None:
        return armed.venue.refusal(Refusal.MAINTENANCE)
