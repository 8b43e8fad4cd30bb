from dataclasses import dataclass, replace

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.json_edits import dumps, loads
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class ShortList(RequestFault):
    """An answer that is a list has only its first `rows`: what it is read from lags behind what happened."""

    rows: int = 0

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        told = loads(reply.body)
        if not isinstance(told, list) or len(told) <= self.rows:
            return None
        return replace(reply, body=dumps(told[: self.rows]).encode())
