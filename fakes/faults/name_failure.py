from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.operations import Role


@dataclass(frozen=True)
class NameFailure(Fault):
    """The venue's host names do not resolve. Open connections are not touched."""

    takes_names: ClassVar[bool] = True
    role: Role | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.wire.fail_names(self.role, True)

    async def on_close(self, armed: Armed) -> None:
        armed.venue.wire.fail_names(self.role, False)
