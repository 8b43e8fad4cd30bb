"""What this venue calls markets: `BTC-USDT`, and a number for it (OKX-16)."""

from collections.abc import Sequence
from typing import Final

import msgspec

from fakes.exchange import Exchange
from fakes.instruments import Instrument
from fakes.venues.okx.numbers import Numbers

FIRST_CODES: Final = {"SPOT": 10_001, "SWAP": 20_001}
TYPES: Final = ("SPOT", "MARGIN", "SWAP", "FUTURES", "OPTION")


class Market(msgspec.Struct, frozen=True):
    """`symbol` is the lab's own name, `inst_id` the venue's, `code` its `instIdCode`; `pair` is what a
    contract is about, and of a spot market its `inst_id`."""

    symbol: str
    inst_type: str
    inst_id: str
    pair: str
    code: int
    numbers: Numbers

    @property
    def instrument(self) -> Instrument:
        """As it was listed: of its rules ask the exchange."""
        return self.numbers.instrument


class Markets:
    """The markets of an exchange as this venue names them, numbered in order of listing; all of one type."""

    def __init__(self, exchange: Exchange, inst_type: str) -> None:
        self.inst_type = inst_type
        self._exchange = exchange
        self._markets: dict[str, Market] = {}
        self._by_id: dict[str, Market] = {}

    def of(self, symbol: str) -> Market:
        """By the lab's name; it may be one that was delisted. Raises KeyError for one that never was."""
        self._learn()
        return self._markets[symbol]

    def listed(self) -> Sequence[Market]:
        return [self.of(symbol) for symbol in self._exchange.symbols()]

    def asked(self, inst_id: str | None) -> Market | None:
        """None if nothing is listed under that name."""
        self._learn()
        market = self._by_id.get(inst_id or "")
        return market if market is not None and self._exchange.lists(market.symbol) else None

    def coded(self, code: str) -> Market | None:
        """By its `instIdCode`, as text."""
        self._learn()
        return next((market for market in self._markets.values() if str(market.code) == code), None)

    def assets(self) -> Sequence[str]:
        """Of all markets, in order of appearance."""
        self._learn()
        both = [
            asset
            for market in self._markets.values()
            for asset in (market.instrument.base, market.instrument.quote)
        ]
        return tuple(dict.fromkeys(both))

    def precision(self, asset: str) -> int:
        """Decimals to which balances of that asset are kept."""
        for instrument in self._exchange.ledger.instruments.values():
            if asset == instrument.base:
                return instrument.base_precision
            if asset == instrument.quote:
                return instrument.quote_precision
        return 8

    def _learn(self) -> None:
        known = self._exchange.ledger.instruments
        if len(known) == len(self._markets):
            return
        for number, (symbol, instrument) in enumerate(known.items()):
            if symbol not in self._markets:
                pair = f"{instrument.base}-{instrument.quote}"
                inst_id = pair if self.inst_type == "SPOT" else f"{pair}-{self.inst_type}"
                code = FIRST_CODES[self.inst_type] + number
                market = Market(symbol, self.inst_type, inst_id, pair, code, Numbers(instrument))
                self._markets[symbol] = self._by_id[inst_id] = market
