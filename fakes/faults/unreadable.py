from dataclasses import dataclass, replace

from fakes.faults.fault import Answer, Armed, Frame, MessageSeen, Reply, RequestSeen
from fakes.faults.selection import Kinds, MessageFault, RequestFault, Transport


@dataclass(frozen=True)
class Unreadable(RequestFault):
    """The venue acts; the body of its answer breaks off inside the JSON although its length is in order."""

    transport: Transport | None = "rest"

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        return replace(reply, body=reply.body[:-1] + b'"') if self.strikes(request, armed) else None


@dataclass(frozen=True)
class UnreadableMessage(MessageFault):
    """A pushed text frame, whole and valid UTF-8, holds broken JSON."""

    kind: Kinds = ()

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        return (Frame(data=message.text[:-1] + '"'),) if self.strikes(message, armed) else None
