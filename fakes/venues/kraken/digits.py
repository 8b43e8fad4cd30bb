"""How this venue writes money on a WebSocket: JSON numbers with every digit of their precision (KRK-51)."""

from functools import lru_cache
from typing import Final

from fakes.exact_json import Exact
from fakes.instruments import Instrument

LOT_DECIMALS: Final = 8
USD_DECIMALS: Final = 4


@lru_cache(maxsize=4096)
def exact(units: int, decimals: int) -> Exact:
    """`units` of 10**-decimals."""
    if units < 0:
        return Exact("-" + exact(-units, decimals).text)
    if not decimals:
        return Exact(f"{units}.0")  # a number is a float on every message that was ever seen
    whole, rest = divmod(units, 10**decimals)
    return Exact(f"{whole}.{rest:0{decimals}d}")


def rounded(units: int, decimals: int, to: int) -> Exact:
    """The same with fewer digits, halves away from zero; or with more."""
    if to >= decimals:
        return exact(units * 10 ** (to - decimals), to)
    step = 10 ** (decimals - to)
    magnitude = (abs(units) + step // 2) // step
    return exact(magnitude if units >= 0 else -magnitude, to)


class Digits:
    """One pair's precisions. Units are of the last digit that is written."""

    __slots__ = ("_price_units", "_quantity_units", "cost_decimals", "instrument", "price_decimals", "symbol")

    def __init__(
        self, instrument: Instrument, symbol: str, *, price_decimals: int, cost_decimals: int
    ) -> None:
        """`symbol` as the second WebSocket API has it (KRK-10)."""
        self.instrument = instrument
        self.symbol = symbol
        self.price_decimals = price_decimals
        self.cost_decimals = cost_decimals
        self._price_units = int(instrument.tick.scaleb(price_decimals))
        self._quantity_units = int(instrument.step.scaleb(LOT_DECIMALS))

    def price(self, ticks: int) -> Exact:
        return exact(ticks * self._price_units, self.price_decimals)

    def quantity(self, lots: int) -> Exact:
        return exact(lots * self._quantity_units, LOT_DECIMALS)

    def cost(self, quote_atoms: int) -> Exact:
        """An amount of the quote asset, with the decimals that the pair has for costs."""
        return rounded(quote_atoms, self.instrument.quote_precision, self.cost_decimals)

    def average(self, quote_atoms: int, lots: int) -> Exact:
        """Quote for each unit of base; 0 for nothing."""
        if not lots:
            return exact(0, self.price_decimals)
        instrument = self.instrument
        quote = quote_atoms * 10 ** (instrument.base_precision + self.price_decimals)
        base = instrument.base_atoms(lots) * 10**instrument.quote_precision
        return exact((2 * quote + base) // (2 * base), self.price_decimals)

    def level_digits(self, ticks: int, lots: int) -> str:
        """A level as it enters the checksum: no points, no leading zeros (KRK-57)."""
        return f"{ticks * self._price_units}{lots * self._quantity_units}"
