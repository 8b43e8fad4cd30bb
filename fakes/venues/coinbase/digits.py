"""How this venue writes money: text without padding (CBS-08)."""

from decimal import Decimal
from functools import lru_cache
from typing import Final

from fakes.instruments import Instrument

AVERAGE_DECIMALS: Final = 16


@lru_cache(maxsize=4096)
def plain(units: int, decimals: int) -> str:
    """`units` of 10**-decimals, with no more digits than it takes."""
    if units < 0:
        return "-" + plain(-units, decimals)
    if not decimals:
        return str(units)
    whole, rest = divmod(units, 10**decimals)
    fraction = f"{rest:0{decimals}d}".rstrip("0")
    return f"{whole}.{fraction}" if fraction else str(whole)


def ratio(numerator: int, denominator: int, decimals: int) -> str:
    """Halves away from zero; "0" for a ratio to nothing."""
    if not denominator:
        return "0"
    magnitude = (2 * abs(numerator) * 10**decimals + denominator) // (2 * denominator)
    return plain(magnitude if numerator >= 0 else -magnitude, decimals)


def written(number: Decimal) -> str:
    """A step or a bound, as the list of products has it."""
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Digits:
    """One market's numbers."""

    __slots__ = ("_price_decimals", "_price_units", "_size_decimals", "_size_units", "instrument")

    def __init__(self, instrument: Instrument) -> None:
        self.instrument = instrument
        self._price_decimals, self._price_units = _grid(instrument.tick)
        self._size_decimals, self._size_units = _grid(instrument.step)

    def price(self, ticks: int) -> str:
        return plain(ticks * self._price_units, self._price_decimals)

    def half_price(self, twice_ticks: int) -> str:
        """Of half a tick, for what lies between two prices."""
        return plain(twice_ticks * self._price_units * 5, self._price_decimals + 1)

    def size(self, lots: int) -> str:
        return plain(lots * self._size_units, self._size_decimals)

    def quote(self, atoms: int) -> str:
        """An amount of the quote asset."""
        return plain(atoms, self.instrument.quote_precision)

    def worth(self, ticks: int, lots: int) -> str:
        """What so much costs at that price."""
        units = ticks * self._price_units * lots * self._size_units
        return plain(units, self._price_decimals + self._size_decimals)

    def average(self, quote_atoms: int, lots: int) -> str:
        """Quote for each unit of base; "0" for nothing."""
        instrument = self.instrument
        quote = quote_atoms * 10**instrument.base_precision
        base = instrument.base_atoms(lots) * 10**instrument.quote_precision
        return ratio(quote, base, AVERAGE_DECIMALS)


def _grid(step: Decimal) -> tuple[int, int]:
    """(decimals, units of the last of them in one step)."""
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # it is a number
    decimals = max(0, -exponent)
    return decimals, int(step.scaleb(decimals))
