"""What this venue calls assets and markets: four names for each market, and the digits of its numbers.

All is derived from the instrument, so that a market which a play brings along has its names too.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import msgspec

from fakes.exchange import Exchange
from fakes.venues.kraken.digits import Digits

_OLD_ASSETS: Final = {
    "BTC": ("XXBT", "XBT"),
    "ETH": ("XETH", "ETH"),
    "LTC": ("XLTC", "LTC"),
    "XRP": ("XXRP", "XRP"),
    "DOGE": ("XXDG", "XDG"),
    "ETC": ("XETC", "ETC"),
    "XMR": ("XXMR", "XMR"),
    "ZEC": ("XZEC", "ZEC"),
    "XLM": ("XXLM", "XLM"),
    "USD": ("ZUSD", "USD"),
    "EUR": ("ZEUR", "EUR"),
    "GBP": ("ZGBP", "GBP"),
}
"""Key and altname of those that have a prefix (KRK-12)."""
_DECIMALS: Final = {"USDT": (8, 4), "USD": (4, 2), "EUR": (4, 2), "GBP": (4, 2)}
"""Decimals of balances, and those that are displayed, of assets other than coins (`Assets`)."""


class Asset(msgspec.Struct, frozen=True):
    """`name` is the second WebSocket API's, and the lab's own."""

    name: str
    key: str
    altname: str
    decimals: int
    display_decimals: int


class Pair(msgspec.Struct, frozen=True):
    """`symbol` is the lab's own name, `name` the second WebSocket API's (KRK-10)."""

    symbol: str
    name: str
    key: str
    altname: str
    wsname: str
    base: Asset
    quote: Asset
    digits: Digits


def asset(name: str) -> Asset:
    """By the lab's name."""
    key, altname = _OLD_ASSETS.get(name, (name, name))
    decimals, display_decimals = _DECIMALS.get(name, (10, 5))
    return Asset(name, key, altname, decimals, display_decimals)


def decimals(step: Decimal) -> int:
    """How many digits a multiple of it has behind the point."""
    exponent = step.normalize().as_tuple().exponent
    assert isinstance(exponent, int)  # it is a number
    return max(0, -exponent)


class Pairs:
    """The markets of an exchange as this venue names them."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._pairs: dict[str, Pair] = {}
        self._by_name: dict[str, Pair] = {}

    def of(self, symbol: str) -> Pair:
        """By the lab's name; it may be one that was delisted. Raises KeyError for one that never was."""
        pair = self._pairs.get(symbol)
        if pair is None:
            pair = self._pairs[symbol] = self._made(symbol)
            for name in (pair.key, pair.altname, pair.wsname, pair.name):
                self._by_name[name] = pair
        return pair

    def listed(self) -> Sequence[Pair]:
        return [self.of(symbol) for symbol in self._exchange.symbols()]

    def asked(self, name: str) -> Pair | None:
        """What REST takes the name for: a key, an altname or either slash form; None if nothing is listed."""
        self.listed()
        pair = self._by_name.get(name)
        return pair if pair is not None and self._exchange.lists(pair.symbol) else None

    def named(self, name: str) -> Pair | None:
        """What the second WebSocket API takes it for, which accepts its own form only."""
        pair = self.asked(name)
        return pair if pair is not None and pair.name == name else None

    def assets(self) -> Sequence[Asset]:
        """Of all markets listed, in order of appearance, and the old ones: an account may hold more than
        is traded here."""
        both = [each for pair in self.listed() for each in (pair.base, pair.quote)]
        return list({each.name: each for each in (*both, *map(asset, _OLD_ASSETS))}.values())

    def _made(self, symbol: str) -> Pair:
        instrument = self._exchange.instrument(symbol)
        base, quote = asset(instrument.base), asset(instrument.quote)
        altname = base.altname + quote.altname
        both_old = base.key != base.altname and quote.key != quote.altname
        name = f"{base.name}/{quote.name}"
        return Pair(
            symbol=symbol,
            name=name,
            key=base.key + quote.key if both_old else altname,
            altname=altname,
            wsname=f"{base.altname}/{quote.altname}",
            base=base,
            quote=quote,
            digits=Digits(
                instrument,
                name,
                price_decimals=decimals(instrument.tick),
                cost_decimals=instrument.quote_precision,
            ),
        )


def answered(pairs: Pairs, name: str) -> tuple[str, Pair] | None:
    """(the name to answer under, the pair): its key, but a name with a slash comes back as it was spelled
    (KRK-10, KRK-11)."""
    pair = pairs.asked(name)
    return None if pair is None else (name if "/" in name else pair.key, pair)
