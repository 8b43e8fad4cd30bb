from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class SymbolDelisted(Fault):
    """A symbol vanishes from the venue for good: gone from the instruments, unknown in requests."""

    symbol: str

    async def on_open(self, armed: Armed) -> int:
        armed.venue.delist_symbol(self.symbol)
        return 1
