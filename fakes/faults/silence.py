from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class Silence(MessageFault):
    """Nothing is pushed any more while the connection stays up and answers pings: "connected" but dead.

    `pings` False also stops the venue's own heartbeat. What was held back is lost.
    """

    pings: bool = True

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        return () if self.strikes(message, armed) else None

    def sends_pings(self, armed: Armed) -> bool:
        return self.pings
