from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class SymbolListed(Fault):
    """A symbol that did not exist when the client started appears among the instruments."""

    symbol: str

    async def on_open(self, armed: Armed) -> int:
        armed.venue.list_symbol(self.symbol)
        return 1
