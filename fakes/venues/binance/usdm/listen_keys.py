"""Listen keys: the names under which an account's stream is opened, each for an hour (BFU-50)."""

from collections.abc import Callable
from random import Random
from string import ascii_letters, digits
from typing import Final

from fakes.serving.timers import Timers

VALID_S: Final = 3_600.0
LENGTH: Final = 64


class ListenKeys:
    """One a valid time and account. `ended` hears of each that is over, by time or by request."""

    def __init__(self, clock_s: Callable[[], float], rng: Random) -> None:
        self._rng = rng
        self._timers = Timers(clock_s)
        self._clock_s = clock_s
        self._by_account: dict[str, str] = {}
        self._accounts: dict[str, str] = {}
        self.ended: Callable[[str, bool], None] = lambda key, announced: None

    def open(self, account: str) -> str:
        """The account's key, new or with its hour begun anew."""
        key = self._by_account.get(account)
        if key is None:
            key = "".join(self._rng.choices(ascii_letters + digits, k=LENGTH))
            self._by_account[account] = key
            self._accounts[key] = account
        self._timers.set(key, self._clock_s() + VALID_S, lambda: self._end(key, announced=True))
        return key

    def keep(self, account: str) -> str | None:
        """The same, if there is one."""
        return self.open(account) if account in self._by_account else None

    def account_of(self, key: str) -> str | None:
        return self._accounts.get(key)

    def close(self, account: str) -> None:
        """At its owner's request."""
        if account in self._by_account:
            self._end(self._by_account[account], announced=False)

    def end_all(self, *, announced: bool) -> int:
        """Before their time."""
        keys = list(self._accounts)
        for key in keys:
            self._end(key, announced=announced)
        return len(keys)

    def forget(self) -> None:
        """The venue goes home."""
        self._timers.close()

    def _end(self, key: str, *, announced: bool) -> None:
        self._timers.stop(key)
        del self._by_account[self._accounts.pop(key)]
        self.ended(key, announced)
