from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.selection import RequestFault
from fakes.operations import Refusal


@dataclass(frozen=True)
class ServerErrorAfter(RequestFault):
    """The venue acts and then answers with a server error: the order stands although the client saw a 5xx."""

    error: Refusal = Refusal.TIMEOUT

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return armed.venue.refusal(self.error) if self.strikes(request, armed) else None
