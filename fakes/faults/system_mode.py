from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.traits import Trait


@dataclass(frozen=True)
class SystemMode(Fault):
    """The venue as a whole does only part of what it does: "cancel_only", "post_only" or "maintenance".

    Connections stay, and whoever asks how the venue is, is told so.
    """

    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.SYSTEM_MODES})
    mode: str = "cancel_only"

    async def on_open(self, armed: Armed) -> int:
        return int(armed.venue.set_system_mode(self.mode))

    async def on_close(self, armed: Armed) -> None:
        armed.venue.set_system_mode("online")
