"""What fees are worth in dollars, for the field that says so (`fee_usd_equiv`)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.venues.kraken.digits import USD_DECIMALS

DOLLARS: Final = ("USD", "USDT")


class UsdWorth:
    """A dollar token counts as a dollar; anything else by its last trade against one, 0 without."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def __call__(self, asset: str, atoms: int) -> int:
        """In units of 10**-USD_DECIMALS."""
        for symbol in self._exchange.symbols():
            instrument = self._exchange.instrument(symbol)
            if asset == instrument.quote and asset in DOLLARS:
                return _scaled(atoms, instrument.quote_precision)
            if asset == instrument.base and instrument.quote in DOLLARS:
                last = self._exchange.engine(symbol).last_trade
                price = instrument.price(last.ticks) if last else Decimal(0)
                return int((atoms * price).scaleb(USD_DECIMALS - instrument.base_precision))
        return 0


def _scaled(atoms: int, precision: int) -> int:
    return int(Decimal(atoms).scaleb(USD_DECIMALS - precision).to_integral_value(ROUND_HALF_UP))
