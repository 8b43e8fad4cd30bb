from dataclasses import dataclass, replace
from typing import Any

from fakes.faults.fault import Answer, Armed, Frame, MessageSeen, Reply, RequestSeen
from fakes.faults.json_edits import dumps, edited, loads
from fakes.faults.selection import MessageFault, RequestFault


@dataclass(frozen=True)
class UnknownEnum(RequestFault):
    """In answers, `field` (a Word, or as the venue calls it) holds a value that is newer than the client."""

    field: str = "status"
    value: str = "SOMETHING_NEW"

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        changed = _with_value(reply.body, armed.venue.called(self.field), self.value)
        return None if changed is None else replace(reply, body=changed.encode())


@dataclass(frozen=True)
class UnknownEnumInStream(MessageFault):
    """The same in pushed messages."""

    field: str = "X"
    value: str = "SOMETHING_NEW"

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        changed = _with_value(message.text, armed.venue.called(self.field), self.value)
        return None if changed is None else (Frame(data=changed),)


def _with_value(document: str | bytes, field: str, value: str) -> str | None:
    """None when the field is nowhere in the document: then the fault did not fire."""
    before = loads(document)
    after: Any = edited(before, lambda name, old: value if name == field and isinstance(old, str) else old)
    return None if after == before else dumps(after)
