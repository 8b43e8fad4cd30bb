"""The dead man's switch: who is not heard of in time has his orders cancelled (BFU-66)."""

from collections.abc import Callable

from fakes.exchange import Exchange
from fakes.serving.timers import Timers


class DeadMan:
    def __init__(self, exchange: Exchange, clock_s: Callable[[], float]) -> None:
        self._exchange = exchange
        self._clock_s = clock_s
        self._timers = Timers(clock_s)

    def set(self, account: str, symbol: str, wait_ms: int) -> None:
        """From now on, in the place of what was set before; 0 stops it."""
        name = f"{account}/{symbol}"
        if wait_ms == 0:
            self._timers.stop(name)
            return
        due_s = self._clock_s() + wait_ms / 1000
        self._timers.set(name, due_s, lambda: self._cancel(account, symbol))

    def _cancel(self, account: str, symbol: str) -> None:
        self._exchange.cancel_all(account, symbol)

    def close(self) -> None:
        self._timers.close()
