from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from fakes.faults.fault import Armed, Fault


@dataclass(frozen=True)
class FiltersChanged(Fault):
    """The venue changes the trading rules of a symbol without notice and for good; None leaves a rule alone.

    `tick_multiple` and `step_multiple` coarsen the price and quantity grid to that many of the present
    units; `min_notional` is a decimal string in units of the quote asset, so that a schedule stays JSON.
    """

    symbol: str
    tick_multiple: int | None = None
    step_multiple: int | None = None
    min_notional: str | None = None

    async def on_open(self, armed: Armed) -> int:
        changes: dict[str, Any] = {"tick_multiple": self.tick_multiple, "step_multiple": self.step_multiple}
        changes["min_notional"] = None if self.min_notional is None else Decimal(self.min_notional)
        changes = {rule: value for rule, value in changes.items() if value is not None}
        armed.venue.change_filters(self.symbol, **changes)
        return len(changes)
