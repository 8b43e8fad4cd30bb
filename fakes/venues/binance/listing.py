"""Which symbols and which span of time a request is about."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from typing import TypeVar

from fakes.exchange import Exchange, SymbolStatus
from fakes.venues.binance import errors
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.numbers import Scale
from fakes.venues.binance.parameters import Parameters

T = TypeVar("T")


class Listing:
    """Symbols as requests name them."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._scales: dict[str, Scale] = {}

    def known(self, symbol: str) -> str:
        if not self._exchange.lists(symbol):
            raise Refuse(errors.BAD_SYMBOL)
        return symbol

    def symbol(self, parameters: Parameters) -> str:
        return self.known(parameters.symbol())

    def scale(self, symbol: str) -> Scale:
        """How its numbers are written; the grid of the books never changes."""
        scale = self._scales.get(symbol)
        if scale is None:
            scale = self._scales[symbol] = Scale(self._exchange.instrument(symbol))
        return scale

    def status_wanted(self, parameters: Parameters) -> SymbolStatus | None:
        """`symbolStatus`, of which only these three may be asked for."""
        text = parameters.one_of("symbolStatus", ("TRADING", "HALT", "BREAK"), errors.BAD_SYMBOL_STATUS)
        return None if text is None else SymbolStatus(text)

    def wanted(self, parameters: Parameters, *, all_by_default: bool = True) -> list[str]:
        """The symbols that `symbol`, `symbols` and `symbolStatus` select, each of them listed."""
        names, status = parameters.symbols(), self.status_wanted(parameters)
        if names is None:
            if not all_by_default:
                raise Refuse(errors.either_missing("symbol", "symbols"))
            names = list(self._exchange.symbols())
        for name in names:
            self.known(name)
        matching = [name for name in names if status is None or self._exchange.status(name) is status]
        if "symbol" in parameters and not matching:
            raise Refuse(errors.STATUS_MISMATCH)
        return matching


def listed(parameters: Parameters) -> int:
    """How many symbols a request names, by its look: what its weight goes by."""
    several = parameters.text("symbols")
    return 1 if several is None else several.count(",") + 1


def within(
    rows: Sequence[T], start_ms: int | None, end_ms: int | None, limit: int, *, when: Callable[[T], int]
) -> Sequence[T]:
    """The venue's rule for lists (BIN-61): the oldest from `start_ms` on, else the newest up to `end_ms`.

    `rows` must be in order of time, and so is what is returned.
    """
    last = len(rows) if end_ms is None else bisect_right(rows, end_ms, key=when)
    if start_ms is None:
        return rows[max(0, last - limit) : last]
    first = bisect_left(rows, start_ms, key=when)
    return rows[first : min(last, first + limit)]
