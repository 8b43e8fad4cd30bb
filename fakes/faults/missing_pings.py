from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.traits import Trait


@dataclass(frozen=True)
class MissingPings(Fault):
    """The venue's own heartbeat stops while messages keep flowing and pings are answered."""

    sessions_only: ClassVar[bool] = True
    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.VENUE_PINGS})

    def sends_pings(self, armed: Armed) -> bool:
        return False
