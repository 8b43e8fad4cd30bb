from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, SubscriptionOpinion
from fakes.faults.selection import subscribes_to


@dataclass(frozen=True)
class MissingAck(Fault):
    """A subscription works but is never acknowledged. `stream`, `symbol`: as in RefusedSubscription."""

    sessions_only: ClassVar[bool] = True
    stream: str | None = None
    symbol: str | None = None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> SubscriptionOpinion | None:
        return "drop_ack" if subscribes_to(stream, self.stream, self.symbol, armed) else None
