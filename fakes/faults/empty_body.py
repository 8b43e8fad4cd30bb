from dataclasses import dataclass, replace

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.selection import RequestFault, Transport


@dataclass(frozen=True)
class EmptyBody(RequestFault):
    """The venue acts; status and headers are the true ones, the body has no byte."""

    transport: Transport | None = "rest"

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return replace(reply, body=b"") if self.strikes(request, armed) else None
