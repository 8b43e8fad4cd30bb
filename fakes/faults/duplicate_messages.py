from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class DuplicateMessages(MessageFault):
    """Messages are sent twice in a row."""

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        return (Frame(data=message.text),) * 2 if self.strikes(message, armed) else None
