from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class DropMessages(MessageFault):
    """Messages are left out, each with the given probability."""

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        return () if self.strikes(message, armed) else None
