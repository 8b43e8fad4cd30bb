from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class Gap(MessageFault):
    """The first `messages` that each stream of each session would send in the window are left out."""

    messages: int = 3

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        place = (message.session, message.stream)
        missed = armed.memory.get(place, 0)
        if missed >= self.messages or not self.strikes(message, armed):
            return None
        armed.memory[place] = missed + 1
        return ()
