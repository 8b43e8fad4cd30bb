from dataclasses import dataclass, replace

from fakes.faults.fault import Answer, Armed, RequestSeen
from fakes.faults.selection import RequestFault
from fakes.operations import Refusal


@dataclass(frozen=True)
class ErrorBodyWith200(RequestFault):
    """The body says error, the status says success; the venue did not act."""

    error: Refusal = Refusal.INTERNAL

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return replace(armed.venue.refusal(self.error), status=200) if self.strikes(request, armed) else None
