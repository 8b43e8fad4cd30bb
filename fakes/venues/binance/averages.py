"""Rolling statistics of each symbol, brought up to date when somebody asks."""

from decimal import Decimal

from fakes.exchange import Exchange
from fakes.rolling import RollingWindow


class Averages:
    """One window length over all symbols. Asking costs as much as there were trades since the last time."""

    def __init__(self, exchange: Exchange, length_ms: int) -> None:
        self._exchange = exchange
        self._length_ms = length_ms
        self._windows: dict[str, tuple[RollingWindow, int]] = {}

    def window(self, symbol: str) -> RollingWindow:
        """Up to date as of now."""
        trades = self._exchange.trades(symbol)
        window, seen = self._windows.get(symbol) or (RollingWindow(self._length_ms), 0)
        for index in range(seen, len(trades)):
            window.add(trades[index])
        self._windows[symbol] = (window, len(trades))
        window.advance(self._exchange.now_ms())
        return window

    def price(self, symbol: str) -> Decimal | None:
        """Volume-weighted, else the last price; None before the first trade."""
        window = self.window(symbol)
        instrument = self._exchange.instrument(symbol)
        if window.lots:
            quote = Decimal(window.quote_atoms).scaleb(-instrument.quote_precision)
            return quote / (instrument.step * window.lots)
        trades = self._exchange.trades(symbol)
        return instrument.price(trades[-1].ticks) if trades else None
