from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, SubscriptionOpinion


@dataclass(frozen=True)
class RefusedSubscription(Fault):
    """A subscription is answered with an error, and the connection lives on without it.

    Where a stream is asked for in the address there is nothing to answer: that connection is closed.
    """

    sessions_only: ClassVar[bool] = True
    stream: str | None = None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> SubscriptionOpinion | None:
        return "refuse" if self.stream in (None, stream) else None
