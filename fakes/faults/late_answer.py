from dataclasses import dataclass

from fakes.faults.fault import Answer, Armed, Late, Reply, RequestSeen
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class LateAnswer(RequestFault):
    """The venue answers after `seconds`, having acted at once; with `acts_late` it also acts only then."""

    seconds: float = 15.0
    acts_late: bool = False

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        return Late(seconds=self.seconds) if self.acts_late and self.strikes(request, armed) else None

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return Late(seconds=self.seconds) if not self.acts_late and self.strikes(request, armed) else None
