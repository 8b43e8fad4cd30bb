from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen, Truncated
from fakes.faults.selection import RequestFault, Transport


@dataclass(frozen=True)
class TruncatedBody(RequestFault):
    """The venue acts, sends the true headers and `n_bytes` of the body, and closes the connection."""

    transport: Transport | None = "rest"
    n_bytes: int = 20

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return Truncated(n_bytes=self.n_bytes) if self.strikes(request, armed) else None
