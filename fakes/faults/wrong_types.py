from dataclasses import dataclass, replace
from typing import Any, Literal

from fakes.faults.fault import Answer, Armed, Frame, MessageSeen, Reply, RequestSeen
from fakes.faults.json_edits import dumps, edited, loads
from fakes.faults.selection import Kinds, MessageFault, RequestFault

Turn = Literal["number", "string", "null"]


@dataclass(frozen=True)
class WrongTypes(RequestFault):
    """Answers are JSON of the right shape with values of another type; `fields` (Words, or as the venue
    calls them) () = every one that can turn.

    "number" turns numeric strings into numbers, "string" numbers into strings, "null" anything into null.
    """

    fields: tuple[str, ...] = ()
    turn: Turn = "number"

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        changed = _turned(reply.body, _named(self.fields, armed), self.turn)
        return None if changed is None else replace(reply, body=changed.encode())


@dataclass(frozen=True)
class WrongTypesInStream(MessageFault):
    """The same in pushed messages."""

    kind: Kinds = ()
    fields: tuple[str, ...] = ()
    turn: Turn = "number"

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        changed = _turned(message.text, _named(self.fields, armed), self.turn)
        return None if changed is None else (Frame(data=changed),)


def _named(fields: tuple[str, ...], armed: Armed) -> tuple[str, ...]:
    return tuple(armed.venue.called(field) for field in fields)


def _turned(document: str | bytes, names: tuple[str, ...], turn: Turn) -> str | None:
    """None when nothing in the document could turn: then the fault did not fire."""
    before = loads(document)
    after = edited(before, lambda name, value: _turn(value, turn) if not names or name in names else value)
    return None if dumps(after) == dumps(before) else dumps(after)


def _turn(value: Any, turn: Turn) -> Any:
    if turn == "null":
        return None
    if turn == "string":
        return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value
