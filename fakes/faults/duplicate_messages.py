from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class DuplicateMessages(MessageFault):
    """Messages are sent twice: at once, or the second time `again_after_s` later, when it is history."""

    again_after_s: float = 0.0

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        return Frame(data=message.text), Frame(data=message.text, after_s=self.again_after_s)
