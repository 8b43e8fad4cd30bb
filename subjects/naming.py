"""What a connector calls the lab's markets: a symbol there and back."""

from collections.abc import Callable
from uuid import UUID

from subjects.base import Access, Market

Form = Callable[[Market], str]


_BASE = "?"
"""Stands for any asset."""


def joined(market: Market) -> str:
    """As in "BTCUSDT"."""
    return f"{market.base}{market.quote}"


def with_slash(market: Market) -> str:
    """As in "BTC/USDT"."""
    return f"{market.base}/{market.quote}"


def with_hyphen(market: Market) -> str:
    """As in "BTC-USDT"."""
    return f"{market.base}-{market.quote}"


def number_of(execution: str) -> int:
    """The lab's number of an execution. A UUID has it in the last 62 bits."""
    return int(execution) if execution.isdecimal() else shortened(UUID(execution).int)


def shortened(number: int) -> int:
    """The same of a connector's number for a trade, which may be that of a UUID."""
    return number & (2**62 - 1)


def as_swap(market: Market) -> str:
    """As in "BTC-USDT-SWAP"."""
    return f"{with_hyphen(market)}-SWAP"


class Names:
    """`form` makes a connector's name of a market out of its assets.

    A market of which a play never told is known by the quote asset of another.
    """

    def __init__(self, access: Access, form: Form) -> None:
        self._theirs = {symbol: form(market) for symbol, market in access.markets.items()}
        self._ours = {name: symbol for symbol, name in self._theirs.items()}
        self._quotes = tuple(dict.fromkeys(market.quote for market in access.markets.values()))
        self._form = form

    def theirs(self, symbol: str) -> str:
        """The connector's name. Raises KeyError for a symbol that ends in no quote asset that is known."""
        if symbol not in self._theirs:
            quote = next((quote for quote in self._quotes if symbol.endswith(quote)), None)
            if quote is None:
                raise KeyError(f"nothing is known of {symbol}")
            self._theirs[symbol] = self._form(Market(base=symbol.removesuffix(quote), quote=quote))
            self._ours[self._theirs[symbol]] = symbol
        return self._theirs[symbol]

    def ours(self, name: str) -> str:
        """The lab's name; of a market of which nothing is known, the connector's without slash or hyphen."""
        if name not in self._ours:
            for quote in self._quotes:
                before, _, after = self._form(Market(base=_BASE, quote=quote)).partition(_BASE)
                base = name.removeprefix(before).removesuffix(after)
                if base.isalnum() and name == f"{before}{base}{after}":
                    return f"{base}{quote}"
        return self._ours.get(name) or name.replace("/", "").replace("-", "")
