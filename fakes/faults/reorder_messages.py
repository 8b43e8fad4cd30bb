from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class ReorderMessages(MessageFault):
    """One in so many messages of a stream is held back by `by_s`, so that the next ones overtake it.

    TCP keeps the order, a venue's own fan-out need not. A held message is overtaken only if the stream
    sends again within `by_s`.
    """

    by_s: float = 1.0
    one_in: int = 2

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        place = (message.session, message.stream)
        seen = armed.memory[place] = armed.memory.get(place, 0) + 1
        return (Frame(data=message.text, after_s=self.by_s),) if seen % self.one_in == 1 else None
