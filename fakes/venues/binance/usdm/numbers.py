"""How this market writes amounts: in as many decimals as the contract has (BFU-04); wallets in eight."""

from decimal import Decimal

from fakes.instruments import Instrument
from fakes.venues.binance.numbers import Scale


def update_id(sequence: int) -> int:
    """The venue's number of a change of a book. They rise, and never by one: others are numbered with it
    (BFU-42)."""
    return 3 * sequence


def decimals(grid: Decimal) -> int:
    """Digits after the point of a tick or a step."""
    exponent = grid.as_tuple().exponent
    assert isinstance(exponent, int)  # a grid is a number
    return max(0, -exponent)


def plain(value: Decimal, places: int = 8) -> str:
    return f"{value:.{places}f}"


class UsdmScale(Scale):
    """`price_places` and `quantity_places` are what the venue calls the contract's precisions."""

    __slots__ = ("_lot", "_point", "_quote_scale", "price_places", "quantity_places", "quote_places")

    def __init__(self, instrument: Instrument) -> None:
        super().__init__(instrument)
        self.price_places = decimals(instrument.tick)
        self.quantity_places = decimals(instrument.step)
        self.quote_places = min(8, self.price_places + self.quantity_places)
        self._point = int(instrument.tick.scaleb(self.price_places))
        self._lot = int(instrument.step.scaleb(self.quantity_places))
        self._quote_scale = 10 ** (instrument.quote_precision - self.quote_places)

    def price(self, ticks: int) -> str:
        return _placed(ticks * self._point, self.price_places)

    def quantity(self, lots: int) -> str:
        return _placed(lots * self._lot, self.quantity_places)

    def quote(self, atoms: int) -> str:
        return _placed(atoms // self._quote_scale, self.quote_places)

    def average(self, lots: int, atoms: int) -> str:
        """Of what was filled."""
        if not lots:
            return plain(Decimal(0), self.price_places)
        worth = Decimal(atoms).scaleb(-self.instrument.quote_precision)
        return plain(worth / self.instrument.quantity(lots), self.quote_places)

    def wallet(self, atoms: int) -> str:
        """An amount of the quote asset, with its sign."""
        return plain(Decimal(atoms).scaleb(-self.instrument.quote_precision))


def _placed(units: int, places: int) -> str:
    if units < 0:
        return "-" + _placed(-units, places)
    if not places:
        return str(units)
    whole, rest = divmod(units, 10**places)
    return f"{whole}.{rest:0{places}d}"
