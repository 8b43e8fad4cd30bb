from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, SubscriptionOpinion
from fakes.faults.selection import subscribes_to


@dataclass(frozen=True)
class RefusedSubscription(Fault):
    """A subscription is answered with an error, and the connection lives on without it.

    `stream`: one stream (a Word, or the venue's name); `symbol`: every stream that names it, in either case.
    Where a stream is asked for in the address there is nothing to answer: that connection is closed.
    """

    sessions_only: ClassVar[bool] = True
    stream: str | None = None
    symbol: str | None = None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> SubscriptionOpinion | None:
        return "refuse" if subscribes_to(stream, self.stream, self.symbol, armed) else None
