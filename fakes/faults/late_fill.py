from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import Kinds, MessageFault
from fakes.operations import StreamKind


@dataclass(frozen=True)
class LateFill(MessageFault):
    """Reports of fills come `seconds` late; later reports, such as that of a cancel, overtake them."""

    kind: Kinds = StreamKind.ORDER
    seconds: float = 2.0

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not message.reports_fill or not self.strikes(message, armed):
            return None
        return (Frame(data=message.text, after_s=self.seconds),)
