"""What can be traded, and the grid on which prices and quantities lie.

Inside a fake all money is integer: prices in *ticks*, quantities in *lots*, balances in *atoms*
(10**-precision of the asset). Decimals appear only where a payload is written or read.
"""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final


class Side(StrEnum):
    BUY = "BUY"
    SELL = "SELL"

    @property
    def opposite(self) -> "Side":
        return SELL if self is BUY else BUY


# Reading a member off its class takes Python 3.11 a fifth of a microsecond (`EnumType` has a `__getattr__`
# there), and matching asks for the side everywhere.
BUY: Final = Side.BUY
SELL: Final = Side.SELL


class OffGrid(ValueError):
    """A price or quantity is not a whole number of ticks or lots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """What makes a market one of linear perpetual contracts, margined and settled in its quote asset.

    The books are kept in the base asset all the same: a lot is `size` times what the venue calls a lot, and
    only a dialect that writes contracts divides by `size`.
    """

    size: Decimal = Decimal(1)
    """Of the base asset in one contract."""
    default_leverage: int = 20
    max_leverage: int = 125
    maintenance_ppm: int = 4_000
    """Of a position's worth: with less left than that it is liquidated."""
    funding_ppm: int = 100
    """Of a position's worth: what longs pay to shorts at each funding; negative = shorts to longs."""
    funding_every_h: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """One market. `tick` and `step` are in units of the quote and the base asset."""

    symbol: str
    base: str
    quote: str
    tick: Decimal = Decimal("0.01")
    step: Decimal = Decimal("0.00001")
    tick_multiple: int = 1
    """The venue's present price filter, in ticks: a venue may coarsen it while the books stay on `tick`."""
    step_multiple: int = 1
    min_ticks: int = 1
    max_ticks: int = 100_000_000
    min_lots: int = 1
    max_lots: int = 900_000_000
    min_notional: Decimal = Decimal(5)
    max_notional: Decimal = Decimal(9_000_000)
    base_precision: int = 8
    quote_precision: int = 8
    maker_fee_ppm: int = 1_000
    taker_fee_ppm: int = 1_000
    contract: Contract | None = None
    """None = what is bought changes hands (spot)."""

    @property
    def tick_size(self) -> Decimal:
        """What the venue says prices must be a multiple of."""
        return self.tick * self.tick_multiple

    @property
    def step_size(self) -> Decimal:
        """What the venue says quantities must be a multiple of."""
        return self.step * self.step_multiple

    def price(self, ticks: int) -> Decimal:
        return self.tick * ticks

    def quantity(self, lots: int) -> Decimal:
        return self.step * lots

    def ticks(self, price: Decimal) -> int:
        return _whole(price / self.tick, price)

    def lots(self, quantity: Decimal) -> int:
        return _whole(quantity / self.step, quantity)

    def base_atoms(self, lots: int) -> int:
        """The quantity in atoms of the base asset."""
        return _whole(self.step * lots * 10**self.base_precision, lots)

    def quote_atoms(self, ticks: int, lots: int) -> int:
        """What `lots` cost at `ticks`, in whole atoms of the quote asset; a part of one falls away."""
        atoms, parts = self.tick_lot_atoms()
        return ticks * lots * atoms // parts

    def tick_lot_atoms(self) -> tuple[int, int]:
        """One lot at one tick in atoms of the quote asset, as a fraction: on a fine grid less than one."""
        atoms = self.tick * self.step * Decimal(10) ** self.quote_precision
        return atoms.as_integer_ratio()


def _whole(value: Decimal, given: object) -> int:
    whole = int(value)
    if whole != value:
        raise OffGrid(f"{given} is not on the grid")
    return whole
