"""How this venue writes amounts: decimal strings with eight places, made from integers (BIN-08)."""

from decimal import Decimal
from typing import Final

from fakes.instruments import Instrument

PLACES: Final = 8
ONE: Final = 10**PLACES
ZERO: Final = "0.00000000"


def fixed(units: int) -> str:
    """`units` of 10**-8 as text."""
    if units < 0:
        return "-" + fixed(-units)
    whole, rest = divmod(units, ONE)
    return f"{whole}.{rest:08d}"


def places(value: Decimal, digits: int = PLACES) -> str:
    return f"{value:.{digits}f}"


class Scale:
    """One instrument's grid in units of 10**-8, so that writing a number needs no Decimal."""

    __slots__ = ("_atom", "_step", "_tick", "instrument")

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._tick = int(instrument.tick * ONE)
        self._step = int(instrument.step * ONE)
        self._atom = 10 ** (PLACES - instrument.quote_precision)

    def price(self, ticks: int) -> str:
        whole, rest = divmod(ticks * self._tick, ONE)
        return f"{whole}.{rest:08d}"

    def quantity(self, lots: int) -> str:
        whole, rest = divmod(lots * self._step, ONE)
        return f"{whole}.{rest:08d}"

    def quote(self, atoms: int) -> str:
        """An amount of the quote asset."""
        return fixed(atoms * self._atom)

    def fee(self, atoms: int, asset: str) -> str:
        return atoms_text(
            atoms,
            self.instrument.base_precision
            if asset == self.instrument.base
            else self.instrument.quote_precision,
        )


def atoms_text(atoms: int, precision: int) -> str:
    """Atoms of any asset, padded to eight places."""
    return fixed(atoms * 10 ** (PLACES - precision))
