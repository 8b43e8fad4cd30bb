from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault, SubscriptionOpinion


@dataclass(frozen=True)
class AckWithoutData(Fault):
    """A subscription is acknowledged and its stream stays silent for as long as the subscription lasts.

    `stream`: the venue's name of one stream; `symbol`: every stream that names it, in either case.
    """

    sessions_only: ClassVar[bool] = True
    stream: str | None = None
    symbol: str | None = None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> SubscriptionOpinion | None:
        if self.stream not in (None, stream):
            return None
        named = self.symbol is None or self.symbol.lower() in stream.lower()
        return "mute" if named else None
