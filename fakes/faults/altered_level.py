from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.json_edits import Json, dumps, edited, loads
from fakes.faults.selection import Kinds, MessageFault
from fakes.operations import StreamKind
from fakes.traits import Trait
from fakes.words import Word


@dataclass(frozen=True)
class AlteredLevel(MessageFault):
    """The first quantity in a message about a book is ten times what the venue sent: all else is in order."""

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.CHECKSUM_BOOK})
    kind: Kinds = StreamKind.DEPTH
    field: str = Word.BOOK_QUANTITY

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        name, altered = armed.venue.called(self.field), False

        def alter(member: str, old: Json) -> Json:
            nonlocal altered
            if altered or member != name or not isinstance(old, int | float) or not old:
                return old
            altered = True
            return old * 10

        changed = edited(loads(message.text), alter)
        return (Frame(data=dumps(changed)),) if altered else None
