from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, SubscriptionOpinion
from fakes.faults.selection import subscribes_to


@dataclass(frozen=True)
class AckWithoutData(Fault):
    """A subscription is acknowledged and its stream stays silent for as long as the subscription lasts.

    `stream`: one stream (a Word, or the venue's name); `symbol`: every stream that names it, in either case.
    """

    sessions_only: ClassVar[bool] = True
    stream: str | None = None
    symbol: str | None = None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> SubscriptionOpinion | None:
        return "mute" if subscribes_to(stream, self.stream, self.symbol, armed) else None
