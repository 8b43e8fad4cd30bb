from dataclasses import dataclass

from fakes.faults.fault import Armed, Frame, MessageSeen
from fakes.faults.json_edits import Json, dumps, loads
from fakes.faults.selection import MessageFault
from fakes.words import Word


@dataclass(frozen=True)
class LostRemovals(MessageFault):
    """Book updates come without the levels that they remove, and their numbers do not show it.

    What a venue's own defect looks like (ccxt/ccxt#8106, bmoscon/cryptofeed#232): only when the price
    passes one of the levels that stayed can a client know that its book is wrong.
    """

    field: str = Word.BOOK_QUANTITY

    def on_message(self, message: MessageSeen, armed: Armed) -> tuple[Frame, ...] | None:
        if not self.strikes(message, armed):
            return None
        told = loads(message.text)
        left = _without_removals(told, armed.venue.called(self.field))
        return None if left == told else (Frame(data=dumps(left)),)


def _without_removals(value: Json, quantity: str) -> Json:
    if isinstance(value, dict):
        return {name: _without_removals(member, quantity) for name, member in value.items()}
    if isinstance(value, list):
        return [_without_removals(item, quantity) for item in value if not _is_removal(item, quantity)]
    return value


def _is_removal(row: Json, quantity: str) -> bool:
    """A level is [price, quantity, ...] in texts, or an object with its quantity under a name."""
    if isinstance(row, dict):
        return row.get(quantity) in (0, "0")
    if not (isinstance(row, list) and len(row) >= 2 and all(isinstance(part, str) for part in row)):
        return False
    try:
        return float(row[1]) == 0.0
    except ValueError:
        return False
