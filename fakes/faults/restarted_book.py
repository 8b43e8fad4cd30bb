from dataclasses import dataclass
from typing import ClassVar

from fakes.faults.fault import Armed, Fault
from fakes.traits import Trait


@dataclass(frozen=True)
class RestartedBook(Fault):
    """The service behind the books starts anew: each stream begins again, and counts from the beginning.

    What changed since its last message was never told as a change. `symbol` None = all markets.
    """

    sessions_only: ClassVar[bool] = True
    needs: ClassVar[frozenset[Trait]] = frozenset({Trait.RESTARTED_BOOKS})
    symbol: str | None = None

    async def on_open(self, armed: Armed) -> int:
        return armed.venue.restart_books(self.symbol)
