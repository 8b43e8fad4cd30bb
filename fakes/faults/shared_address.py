from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Answer, Armed, Fault, RequestSeen
from fakes.traits import Trait


@dataclass(frozen=True)
class SharedAddress(Fault):
    """Others behind the client's address use up `weight_per_s` of its quota, so that its own count is wrong.

    What they used is charged when the client next asks, which is when it can show.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.ADDRESS_WEIGHT})
    weight_per_s: float = 50.0

    async def on_open(self, armed: Armed) -> int:
        armed.memory["charged_until_s"] = armed.now_s
        return int(armed.venue.spend("", 0))

    def on_request(self, request: RequestSeen, armed: Armed) -> Answer | None:
        since_s: float = armed.memory.get("charged_until_s", armed.now_s)
        weight = int(self.weight_per_s * (armed.now_s - since_s))
        if weight:
            # Whole units only: the rest of a unit stays due.
            armed.memory["charged_until_s"] = since_s + weight / self.weight_per_s
            armed.venue.spend(request.source, weight)
        return None
