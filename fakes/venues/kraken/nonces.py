"""Numbers that only grow, by key (KRK-02, KRK-03).

The unit of a key's window is not documented: here it is the nonce's own, and a smaller number within it is
accepted once.
"""

import re
from typing import Final

DECIMAL: Final = re.compile(r"^[0-9]{1,20}$")
LARGEST: Final = 2**64 - 1
_REMEMBERED: Final = 1_000
"""So many of the latest numbers are known again within a window."""


class Nonces:
    def __init__(self, window: int = 0) -> None:
        self.window = window
        self._highest: dict[str, int] = {}
        self._seen: dict[str, dict[int, None]] = {}

    def last(self, api_key: str) -> int:
        """The highest that was accepted."""
        return self._highest.get(api_key, 0)

    def accept(self, api_key: str, text: str) -> bool:
        """Whether that number may come next; if so, it is used up whatever becomes of the request."""
        if not DECIMAL.match(text):
            return False
        nonce, highest = int(text), self._highest.get(api_key, -1)
        seen = self._seen.setdefault(api_key, {})
        if nonce > LARGEST or (nonce <= highest and (nonce <= highest - self.window or nonce in seen)):
            return False
        self._highest[api_key] = max(nonce, highest)
        if self.window:
            seen[nonce] = None
            while len(seen) > _REMEMBERED:
                del seen[next(iter(seen))]
        return True

    def advance(self, share: float) -> int:
        """Somebody has used each key with a number that is higher by that share; returns how many keys."""
        for api_key, highest in self._highest.items():
            self._highest[api_key] = min(LARGEST, highest + int(highest * share))
        return len(self._highest)
