from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import Kinds, MessageFault
from fakes.operations import StreamKind


@dataclass(frozen=True)
class ReplayedFills(MessageFault):
    """A new session is first told again of the fills that earlier sessions were told of in the window.

    Private streams of several venues begin like this; the replay comes right before its first message.
    """

    kind: Kinds = StreamKind.ORDER

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        past: tuple[str, ...] = armed.memory.get("past", ())
        replayed = () if message.session in armed.memory else past
        armed.memory[message.session] = True
        if message.reports_fill:
            armed.memory["past"] = (*past, message.text)
        return tuple(Frame(data=text) for text in (*replayed, message.text)) if replayed else None
