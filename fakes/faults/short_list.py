from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class ShortList(RequestFault):
    """An answer that lists things has only its first `rows`: what it is read from lags behind."""

    rows: int = 0

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return armed.venue.with_rows(reply, self.rows) if self.strikes(request, armed) else None
