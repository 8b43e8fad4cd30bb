from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.selection import Kinds, MessageFault
from fakes.operations import StreamKind


@dataclass(frozen=True)
class DuplicateFill(MessageFault):
    """Reports of fills are sent twice, the second `again_after_s` later: one fill, one trade id."""

    kind: Kinds = StreamKind.ORDER
    again_after_s: float = 0.0

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not message.reports_fill or not self.strikes(message, armed):
            return None
        return Frame(data=message.text), Frame(data=message.text, after_s=self.again_after_s)
