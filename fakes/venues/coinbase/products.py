"""What this venue calls markets, and which of them are other names for one book (CBS-22, CBS-23).

All is derived from the instrument, so that a market which a play brings along has its name too.
"""

from collections.abc import Iterator, Sequence
from typing import Final

import msgspec

from fakes.exchange import Exchange
from fakes.venues.coinbase.digits import Digits

_NAMES: Final = {
    "BTC": "Bitcoin",
    "ETH": "Ethereum",
    "LTC": "Litecoin",
    "USD": "US Dollar",
    "USDC": "USDC",
    "USDT": "Tether",
}
FIAT: Final = ("USD", "EUR", "GBP")


class Product(msgspec.Struct, frozen=True):
    """`symbol` is the lab's own name, `id` the venue's. An alias trades in the book of another product."""

    symbol: str
    id: str
    base: str
    quote: str
    digits: Digits
    of: str = ""
    """The product whose book this is, if it is another name for it."""
    also: tuple[str, ...] = ()
    """Other names for this one."""

    @property
    def public_id(self) -> str:
        """What public channels call it."""
        return self.of or self.id


class Products:
    """The markets of an exchange as this venue names them."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._by_symbol: dict[str, Product] = {}
        self._by_id: dict[str, Product] = {}

    def of(self, symbol: str) -> Product:
        """By the lab's name; it may be one that was delisted. Raises KeyError for one that never was."""
        product = self._by_symbol.get(symbol)
        if product is None:
            product = self._by_symbol[symbol] = self._made(symbol)
            for each in (product, *_aliases(product)):
                self._by_id[each.id] = each
        return product

    def listed(self) -> Sequence[Product]:
        """In order of listing, each followed by its other names."""
        return [each for symbol in self._exchange.symbols() for each in self._all_of(symbol)]

    def named(self, name: str) -> Product | None:
        """None if nothing of that name is listed."""
        product = self._by_id.get(name)
        if product is None:
            self.listed()
            product = self._by_id.get(name)
        return product if product is not None and self._exchange.lists(product.symbol) else None

    def _all_of(self, symbol: str) -> Iterator[Product]:
        product = self.of(symbol)
        yield product
        for name in product.also:
            yield self._by_id[name]

    def _made(self, symbol: str) -> Product:
        instrument = self._exchange.instrument(symbol)
        base, quote = instrument.base, instrument.quote
        also = (f"{base}-USDC",) if quote == "USD" else ()
        return Product(symbol, f"{base}-{quote}", base, quote, Digits(instrument), also=also)


def _aliases(product: Product) -> Iterator[Product]:
    for name in product.also:
        yield Product(product.symbol, name, product.base, "USDC", product.digits, of=product.id)


def long_name(asset: str) -> str:
    return _NAMES.get(asset, asset)
