"""Numbers as this venue writes them: texts without padding, of money too (OKX-05)."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from fakes.instruments import Instrument

AVERAGE_DECIMALS: Final = 16


@lru_cache(maxsize=4096)
def plain(units: int, decimals: int) -> str:
    """`units` of 10**-decimals."""
    if units < 0:
        return "-" + plain(-units, decimals)
    if not decimals:
        return str(units)
    whole, rest = divmod(units, 10**decimals)
    return f"{whole}.{rest:0{decimals}d}".rstrip("0").rstrip(".")


def decimals_of(step: Decimal) -> int:
    """How many digits a multiple of it has behind the point."""
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # it is a number
    return max(0, -exponent)


def text(number: Decimal) -> str:
    """Without an exponent and without padding."""
    decimals = decimals_of(number)
    return plain(int(number.scaleb(decimals)), decimals)


def unit(instrument: Instrument) -> Decimal:
    """The base quantity in a size of one: a contract's, where sizes are in contracts (OKX-82)."""
    return Decimal(1) if instrument.contract is None else instrument.contract.size


class Numbers:
    """One market's: prices from ticks, sizes from lots, money from atoms."""

    __slots__ = (
        "_base_decimals",
        "_base_units",
        "_price_decimals",
        "_price_units",
        "_size_decimals",
        "_size_units",
        "instrument",
    )

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._price_decimals = decimals_of(instrument.tick)
        self._price_units = int(instrument.tick.scaleb(self._price_decimals))
        step = instrument.step / unit(instrument)
        self._size_decimals = decimals_of(step)
        self._size_units = int(step.scaleb(self._size_decimals))
        self._base_decimals = decimals_of(instrument.step)
        self._base_units = int(instrument.step.scaleb(self._base_decimals))

    def price(self, ticks: int) -> str:
        return plain(ticks * self._price_units, self._price_decimals)

    def size(self, lots: int) -> str:
        return plain(lots * self._size_units, self._size_decimals)

    def base(self, lots: int) -> str:
        """The quantity in units of the base asset."""
        return plain(lots * self._base_units, self._base_decimals)

    def quote(self, atoms: int) -> str:
        return plain(atoms, self.instrument.quote_precision)

    def money(self, atoms: int, asset: str) -> str:
        """Of one of the market's two assets."""
        of_base = asset == self.instrument.base
        return plain(atoms, self.instrument.base_precision if of_base else self.instrument.quote_precision)

    def average(self, quote_atoms: int, lots: int) -> str:
        """Quote for each unit of base; "" for nothing (OKX-07)."""
        if not lots:
            return ""
        instrument = self.instrument
        numerator = quote_atoms * 10 ** (instrument.base_precision + AVERAGE_DECIMALS)
        denominator = instrument.base_atoms(lots) * 10**instrument.quote_precision
        return plain((2 * numerator + denominator) // (2 * denominator), AVERAGE_DECIMALS)
