from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, RequestSeen
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class VenueError(RequestFault):
    """Requests are refused with an error in the venue's own words; nothing was done.

    How `text` is read is the dialect's: a code and its text, or a text alone.
    """

    text: str = ""

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return armed.venue.worded(self.text) if self.strikes(request, armed) else None
