from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Answer, Armed, Late, RequestSeen
from fakes.faults.selection import Operations, RequestFault
from fakes.operations import Operation
from fakes.traits import Trait


@dataclass(frozen=True)
class RejectedLater(RequestFault):
    """The answer says that an order was taken, and then the matching engine will not have it."""

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.DEFERRED_VERDICT})
    on: Operations = Operation.PLACE

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        armed.venue.doom(request)
        return Late(seconds=0.0)  # the venue acts at once, on an order that is doomed
