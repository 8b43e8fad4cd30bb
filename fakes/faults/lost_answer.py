from dataclasses import dataclass
from typing import Literal

from fakes.faults.fault import Answer, Armed, Lost, Reply, RequestSeen
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class LostAnswer(RequestFault):
    """The venue acts and the answer never comes: connection reset, closed in order, or left in silence."""

    how: Literal["reset", "close", "silence"] = "reset"

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return Lost(how=self.how) if self.strikes(request, armed) else None
