"""How this venue writes numbers: texts, made from integers (BYB-06).

Spot leaves trailing zeros out, linear pads to the decimals of the grid.
"""

from decimal import Decimal
from typing import Final

from fakes.instruments import Instrument
from fakes.venues.bybit.product import Product

RATE_DECIMALS: Final = 6


def decimals(step: Decimal) -> int:
    """How many digits a multiple of it has behind the point."""
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # it is a number
    return max(0, -exponent)


def scaled(units: int, places: int) -> str:
    """`units` of 10**-places, with all its digits."""
    if units < 0:
        return "-" + scaled(-units, places)
    if not places:
        return str(units)
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}d}"


def plain(units: int, places: int) -> str:
    """The same without trailing zeros: "0", "0.1", "25"."""
    text = scaled(units, places)
    return text.rstrip("0").rstrip(".") if "." in text else text


def written(number: Decimal) -> str:
    """A setting, without an exponent and without padding."""
    return f"{number:.{decimals(number)}f}"


class Digits:
    """One market's grid as integers of powers of ten, so that writing a number needs no Decimal."""

    __slots__ = ("_lot", "_lot_places", "_padded", "_tick", "_tick_places", "instrument")

    def __init__(self, instrument: Instrument, product: Product) -> None:
        self.instrument = instrument
        self._padded = product.padded
        self._tick_places, self._lot_places = decimals(instrument.tick), decimals(instrument.step)
        self._tick = int(instrument.tick.scaleb(self._tick_places))
        self._lot = int(instrument.step.scaleb(self._lot_places))

    def price(self, ticks: int) -> str:
        return self._text(ticks * self._tick, self._tick_places)

    def quantity(self, lots: int) -> str:
        return self._text(lots * self._lot, self._lot_places)

    def value(self, quote_atoms: int) -> str:
        """An amount of the quote coin."""
        return plain(quote_atoms, self.instrument.quote_precision)

    def amount(self, atoms: int, coin: str) -> str:
        """Of either coin of the market."""
        instrument = self.instrument
        places = instrument.base_precision if coin == instrument.base else instrument.quote_precision
        return plain(atoms, places)

    def average(self, quote_atoms: int, lots: int) -> str:
        """Quote for each unit of base; "" of nothing (BYB-06)."""
        if not lots:
            return ""
        instrument = self.instrument
        worth = Decimal(quote_atoms).scaleb(-instrument.quote_precision) / instrument.quantity(lots)
        places = self._tick_places + 4
        return plain(int(worth.scaleb(places)), places)

    def _text(self, units: int, places: int) -> str:
        return scaled(units, places) if self._padded else plain(units, places)


def rate(ppm: int) -> str:
    """A share of a million, as a part of one: "0.001"."""
    return plain(ppm, RATE_DECIMALS)
