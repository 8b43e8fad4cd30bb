"""What things are worth in USD, by the last prices of the markets here; a stablecoin is worth one."""

from decimal import Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.venues.okx.names import Markets

STABLE: Final = ("USDT", "USDC", "USD")


class Usd:
    def __init__(self, exchange: Exchange, markets: Markets) -> None:
        self._exchange = exchange
        self._markets = markets

    def price(self, asset: str) -> Decimal:
        """Of one unit; 0 of what no market here leads to."""
        if asset in STABLE:
            return Decimal(1)
        for market in self._markets.listed():
            instrument = market.instrument
            last = self._exchange.engine(market.symbol).last_trade
            if last is None:
                continue
            if instrument.base == asset and instrument.quote in STABLE:
                return instrument.price(last.ticks)
        for market in self._markets.listed():
            instrument = market.instrument
            last = self._exchange.engine(market.symbol).last_trade
            if last is not None and instrument.base == asset:
                return instrument.price(last.ticks) * self.price(instrument.quote)
        return Decimal(0)

    def last_ticks(self, symbol: str) -> int:
        """The last price of a market; 0 before there is one."""
        last = self._exchange.engine(symbol).last_trade
        return 0 if last is None else last.ticks

    def worth(self, atoms: int, asset: str) -> Decimal:
        return Decimal(atoms).scaleb(-self._markets.precision(asset)) * self.price(asset)
