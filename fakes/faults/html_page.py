from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.selection import RequestFault, Transport


@dataclass(frozen=True)
class HtmlPage(RequestFault):
    """What stands before the venue answers with a web page, before or (`after`) the venue acted."""

    transport: Transport | None = "rest"
    status: int = 502
    after: bool = False

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return armed.venue.page(self.status) if not self.after and self.strikes(request, armed) else None

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return armed.venue.page(self.status) if self.after and self.strikes(request, armed) else None
