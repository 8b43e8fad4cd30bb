from dataclasses import dataclass
from typing import Literal

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class CutAfter(Fault):
    """Each open connection ends once the venue has sent `n_bytes` more: in mid-frame or mid-body."""

    n_bytes: int = 100
    how: Literal["rst", "fin", "half_open"] = "rst"
    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.cut_after(self.role, self.n_bytes, self.how)
