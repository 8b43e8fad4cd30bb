"""Tokens that open private channels and trading on a WebSocket (KRK-60)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from string import ascii_letters, digits
from typing import Final

from fakes.venue import Key

EXPIRES_S: Final = 900
_LENGTH: Final = 43
_LETTERS: Final = ascii_letters + digits + "+/"


@dataclass(slots=True)
class _Issued:
    key: Key
    until_s: float
    holders: dict[int, None] = field(default_factory=dict)
    """Sessions with a private subscription that was made with it."""


class Tokens:
    """A token must be used within 15 minutes; it then lives as long as a connection that subscribed with
    it, and is worth nothing once its key is disabled. `clock_s` is the venue's own clock."""

    def __init__(self, clock_s: Callable[[], float], rng: Random) -> None:
        self._clock_s = clock_s
        self._rng = rng
        self._issued: dict[str, _Issued] = {}

    def issue(self, key: Key) -> str:
        self._forget()
        token = "".join(self._rng.choices(_LETTERS, k=_LENGTH))
        self._issued[token] = _Issued(key, self._clock_s() + EXPIRES_S)
        return token

    def key(self, token: str) -> Key | None:
        """Whose it is; None if it opens nothing (any more)."""
        issued = self._issued.get(token)
        if issued is None or not issued.key.enabled or not self._lives(issued):
            return None
        return issued.key

    def hold(self, token: str, session: int) -> None:
        """That session has subscribed with it."""
        self._issued[token].holders[session] = None

    def release(self, session: int) -> None:
        """The connection is gone."""
        for issued in self._issued.values():
            issued.holders.pop(session, None)

    def _lives(self, issued: _Issued) -> bool:
        return bool(issued.holders) or self._clock_s() < issued.until_s

    def _forget(self) -> None:
        for token in [token for token, issued in self._issued.items() if not self._lives(issued)]:
            del self._issued[token]
