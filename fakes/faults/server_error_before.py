from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, RequestSeen
from fakes.faults.selection import RequestFault
from fakes.operations import Refusal


@dataclass(frozen=True)
class ServerErrorBefore(RequestFault):
    """The venue fails before it acts. The client cannot know that from the answer (but see OVERLOADED)."""

    error: Refusal = Refusal.INTERNAL

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return armed.venue.refusal(self.error) if self.strikes(request, armed) else None
