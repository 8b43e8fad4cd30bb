from dataclasses import dataclass, field

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.json_edits import dumps, loads, with_member
from fakes.faults.selection import MessageFault


@dataclass(frozen=True)
class UnknownEvent(MessageFault):
    """Before a message, in the same envelope, comes an event of a type that the client cannot know."""

    event: str = '{"e":"somethingNew","E":1767614400000,"x":{"y":["z"]}}'
    limit: int | None = field(default=1, kw_only=True)

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        frame = loads(message.text)
        stranger = with_member(frame, message.payload, loads(self.event))
        if stranger == frame:
            return None
        return Frame(data=dumps(stranger)), Frame(data=message.text)
