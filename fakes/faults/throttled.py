from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, RequestSeen
from fakes.faults.selection import RequestFault
from fakes.operations import Refusal


@dataclass(frozen=True)
class Throttled(RequestFault):
    """Requests are refused as too many, whatever the count. `retry_after_s` None = without saying how long.

    As on a venue whose limit is shared by other processes behind the same address.
    """

    retry_after_s: float | None = 2.0

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        if self.retry_after_s is None:
            return armed.venue.refusal(Refusal.RATE_LIMITED_SILENT)
        return armed.venue.refusal(Refusal.RATE_LIMITED, retry_after_s=self.retry_after_s)
