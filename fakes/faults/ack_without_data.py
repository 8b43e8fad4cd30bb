from dataclasses import dataclass
from typing import Literal

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class AckWithoutData(Fault):
    """A subscription is acknowledged and its stream stays silent for as long as the subscription lasts."""

    stream: str | None = None

    def on_subscribe(self, session: int, stream: str, armed: Armed) -> Literal["mute", "drop_ack"] | None:
        return "mute" if self.stream in (None, stream) else None
