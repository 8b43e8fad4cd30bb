from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, SubscriptionOpinion


@dataclass(frozen=True)
class MissingAck(Fault):
    """A subscription works but is never acknowledged."""

    sessions_only: ClassVar[bool] = True
    stream: str | None = None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> SubscriptionOpinion | None:
        return "drop_ack" if self.stream in (None, stream) else None
