"""Money as REST writes it: strings, padded with zeros (KRK-08, KRK-79).

Prices of books, trades and averages have five decimals at least, whatever the pair has; limits of orders and
candles have the pair's.
"""

from decimal import Decimal
from typing import Final

from fakes.exchange import Exchange
from fakes.venues.kraken.digits import Digits, exact, rounded
from fakes.venues.kraken.pairs import Asset, decimals

PADDED: Final = 5
ZERO: Final = "0.00000"


def price(digits: Digits, ticks: int) -> str:
    """Of a book, a trade or a ticker."""
    return _padded(digits.price(ticks).text)


def cost(digits: Digits, quote_atoms: int) -> str:
    """An amount of the quote asset, with the decimals that the pair has for costs."""
    return digits.cost(quote_atoms).text


def average(digits: Digits, quote_atoms: int, lots: int) -> str:
    """Quote for each unit of base."""
    return _padded(digits.average(quote_atoms, lots).text)


def few(digits: Digits, lots: int) -> str:
    """A volume with three decimals, as books and tickers have it, but never none of it."""
    shown = digits.quantity(lots).text
    whole, _, fraction = shown.partition(".")
    return f"{whole}.{fraction[:3]}" if whole != "0" or fraction[:3].strip("0") else shown


def balance(exchange: Exchange, asset: Asset, atoms: int) -> str:
    """With the decimals of the asset; the truth is kept to as many or fewer."""
    return rounded(atoms, precision(exchange, asset.name), asset.decimals).text


def precision(exchange: Exchange, name: str) -> int:
    """Decimals to which balances of that asset are kept."""
    for instrument in exchange.ledger.instruments.values():
        if name == instrument.base:
            return instrument.base_precision
        if name == instrument.quote:
            return instrument.quote_precision
    return 8


def fee(exchange: Exchange, digits: Digits, atoms: int, name: str) -> str:
    """In the asset that it was taken in; five decimals at least."""
    if name == digits.instrument.quote:
        return cost(digits, atoms)
    return exact(atoms, precision(exchange, name)).text


def plain(number: Decimal) -> str:
    """Without padding and without an exponent: "0.00005"."""
    return f"{number:.{decimals(number)}f}"


def _padded(text: str) -> str:
    whole, _, fraction = text.partition(".")
    return f"{whole}.{fraction.ljust(PADDED, '0')}"
