from collections.abc import Sequence
from dataclasses import dataclass, replace

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.json_edits import Json, dumps, edited, loads
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class StrangeRow(RequestFault):
    """In an answer that lists things, one of them has values that no client was told to expect.

    The row is the innermost object with a member that names the market `row`; in it, at any depth, every
    member called `field` (a Word, or as the venue calls it) becomes `value`; None is null.
    """

    row: str = ""
    field: str = "status"
    value: str | int | None = None

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        told = loads(reply.body)
        names, field = armed.venue.spellings(self.row), armed.venue.called(self.field)
        changed = self._changed(told, names, field)
        return None if changed == told else replace(reply, body=dumps(changed).encode())

    def _changed(self, value: Json, names: Sequence[str], field: str) -> Json:
        if isinstance(value, list):
            return [self._changed(item, names, field) for item in value]
        if not isinstance(value, dict):
            return value
        if any(name in value.values() for name in names):
            return edited(value, lambda name, old: self.value if name == field else old)
        return {name: self._changed(member, names, field) for name, member in value.items()}
