from dataclasses import dataclass, replace

from fakes.faults.fault import Answer, Armed, Reply, RequestSeen
from fakes.faults.json_edits import Json, dumps, edited, loads
from fakes.faults.selection import RequestFault


@dataclass(frozen=True)
class StrangeRow(RequestFault):
    """In an answer that lists things, one of them has values that no client was told to expect.

    The row is the innermost object with a member equal to `row`; in it, at any depth, every member called
    `field` (as the venue calls it) becomes `value`; None is null.
    """

    row: str = ""
    field: str = "status"
    value: str | int | None = None

    def on_answer(self, request: RequestSeen, reply: Reply, armed: Armed) -> Answer | None:
        if not self.strikes(request, armed):
            return None
        told = loads(reply.body)
        changed = self._changed(told)
        return None if changed == told else replace(reply, body=dumps(changed).encode())

    def _changed(self, value: Json) -> Json:
        if isinstance(value, list):
            return [self._changed(item) for item in value]
        if not isinstance(value, dict):
            return value
        if self.row in value.values():
            return edited(value, lambda name, old: self.value if name == self.field else old)
        return {name: self._changed(member) for name, member in value.items()}
