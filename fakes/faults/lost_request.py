from dataclasses import dataclass
from typing import Literal

from fakes.faults.fault import Answer, Armed, Lost, RequestSeen
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class LostRequest(RequestFault):
    """The request is lost on its way in: the venue never acts. Looks like LostAnswer to the client."""

    how: Literal["reset", "close", "silence"] = "reset"

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return Lost(how=self.how) if self.strikes(request, armed) else None
