"""What coins are worth in dollars (BYB-95)."""

from decimal import ROUND_DOWN, Decimal
from typing import Final

from fakes.exchange import Exchange

DOLLARS: Final = ("USDT", "USDC", "USD")
PLACES: Final = Decimal("0.00000001")


class UsdWorth:
    """A dollar token counts as a dollar; another coin by its last trade against one, 0 without."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def price(self, coin: str) -> Decimal:
        if coin in DOLLARS:
            return Decimal(1)
        for symbol in self._exchange.symbols():
            instrument = self._exchange.instrument(symbol)
            if instrument.base == coin and instrument.quote in DOLLARS:
                last = self._exchange.engine(symbol).last_trade
                if last is not None:
                    return instrument.price(last.ticks)
        return Decimal(0)

    def value(self, coin: str, amount: Decimal) -> Decimal:
        """Rounded down to eight places."""
        return (amount * self.price(coin)).quantize(PLACES, ROUND_DOWN)
