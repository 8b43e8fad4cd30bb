from dataclasses import dataclass, replace

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.selection import RequestFault, Transport


@dataclass(frozen=True)
class WrongContentType(RequestFault):
    """The answer is the true one, but its header calls it something else than JSON."""

    transport: Transport | None = "rest"
    content_type: str = "text/html"

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return replace(reply, content_type=self.content_type) if self.strikes(request, armed) else None
