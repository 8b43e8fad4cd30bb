from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Late, Reply, RequestSeen
from fakes.faults.selection import Operations, RequestFault
from fakes.operations import Operation


@dataclass(frozen=True)
class ReportBeforeAck(RequestFault):
    """The user stream reports the order (and its fills) `by_s` before the answer to the request comes."""

    on: Operations = (Operation.PLACE, Operation.CANCEL, Operation.REPLACE, Operation.AMEND)
    by_s: float = 0.5

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return Late(seconds=self.by_s) if self.strikes(request, armed) else None
