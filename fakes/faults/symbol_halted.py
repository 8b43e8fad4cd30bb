from dataclasses import dataclass

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class SymbolHalted(Fault):
    """Trading in one symbol stops (`status` in the venue's words), and resumes when the window closes."""

    symbol: str
    status: str = "HALT"

    async def on_open(self, armed: Armed) -> int:
        armed.venue.set_symbol_status(self.symbol, self.status)
        return 1

    async def on_close(self, armed: Armed) -> None:
        armed.venue.set_symbol_status(self.symbol, "TRADING")
