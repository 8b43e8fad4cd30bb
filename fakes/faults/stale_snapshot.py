from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.selection import Operations, RequestFault
from fakes.operations import Operation
from fakes.traits import Trait


@dataclass(frozen=True)
class StaleSnapshot(RequestFault):
    """A depth request is answered from a cache: the book as it was `age_s` ago."""

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.REST_SNAPSHOT})
    on: Operations = Operation.DEPTH
    age_s: float = 10.0

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        old = armed.venue.depth_reply(request, max(0.0, armed.now_s - self.age_s))
        return None if old is None or old.body == reply.body else old
