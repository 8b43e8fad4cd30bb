"""What the venue as a whole, and each of its markets, allows at present (KRK-15, KRK-16, KRK-48)."""

from collections.abc import Callable
from typing import Final

from fakes.exchange import Exchange, SymbolStatus
from fakes.venues.kraken import errors
from fakes.venues.kraken.errors import Refuse

ONLINE: Final = "online"
MAINTENANCE: Final = "maintenance"
CANCEL_ONLY: Final = "cancel_only"
POST_ONLY: Final = "post_only"
MODES: Final = (ONLINE, MAINTENANCE, CANCEL_ONLY, POST_ONLY)

_PAIRS: Final = {
    SymbolStatus.TRADING: ONLINE,
    SymbolStatus.POST_ONLY: POST_ONLY,
    SymbolStatus.BREAK: MAINTENANCE,
    SymbolStatus.DELISTED: "delisted",
}


class System:
    """The venue's own mode, and who wants to hear of changes."""

    def __init__(self, exchange: Exchange) -> None:
        self.mode = ONLINE
        self._exchange = exchange
        self._listeners: list[Callable[[str], None]] = []

    def set_mode(self, mode: str) -> bool:
        """Whether that is a change. Raises ValueError for a mode that the venue does not have."""
        if mode not in MODES:
            raise ValueError(f"this venue has no mode {mode!r}, only {', '.join(MODES)}")
        if mode == self.mode:
            return False
        self.mode = mode
        for listener in self._listeners:
            listener(mode)
        return True

    def listen(self, listener: Callable[[str], None]) -> None:
        """Be told of each new mode."""
        self._listeners.append(listener)

    def pair_mode(self, symbol: str) -> str:
        """In the words of the WebSocket; a market that was halted for other reasons takes cancels only."""
        return _PAIRS.get(self._exchange.status(symbol), CANCEL_ONLY)

    def check_placing(self, symbol: str, *, post_only: bool) -> None:
        """May an order be placed or changed? Raises Refuse."""
        if self.mode == MAINTENANCE:
            raise Refuse(errors.UNAVAILABLE)
        modes = (self.mode, self.pair_mode(symbol))
        if any(mode not in (ONLINE, POST_ONLY) for mode in modes):  # of a market there are no other words
            raise Refuse(errors.CANCEL_ONLY)
        if POST_ONLY in modes and not post_only:
            raise Refuse(errors.POST_ONLY_MODE)

    def check_cancelling(self, symbol: str) -> None:
        """In maintenance cancels fail too (KRK-16). Raises Refuse."""
        if MAINTENANCE in (self.mode, self.pair_mode(symbol)):
            raise Refuse(errors.UNAVAILABLE)
