from dataclasses import dataclass
from decimal import Decimal

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class FiltersChanged(Fault):
    """The venue changes the trading rules of a symbol without notice, for good; "" leaves a rule alone.

    Amounts are decimal strings in units of the asset, so that a schedule stays JSON.
    """

    symbol: str
    tick: str = ""
    step: str = ""
    min_notional: str = ""

    async def on_open(self, armed: Armed) -> int:
        given = {"tick": self.tick, "step": self.step, "min_notional": self.min_notional}
        changes = {name: Decimal(amount) for name, amount in given.items() if amount}
        armed.venue.change_filters(self.symbol, **changes)
        return len(changes)
