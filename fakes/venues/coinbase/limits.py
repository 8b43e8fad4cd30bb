"""What this venue counts: private requests by user, public ones and connections by address.

CBS-15 to CBS-19.
"""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from fakes.faults.fault import Reply
from fakes.ledger import Ledger, QuotaExceeded, QuotaUsed
from fakes.quotas import DecayingCounter, FixedWindow, Usage
from fakes.venues.coinbase import errors

DEFAULTS: Final = {
    # So many at once, and so many thousandths again in a second.
    "private": 30,
    "private_milli": 30_000,
    "public": 10,
    "public_milli": 10_000,
    "wallet_an_hour": 10_000,
    "connections": 8,
    "messages": 8,
    "open_orders": 500,
    "duplicates_refused": 0,
}
SWITCHES: Final = ("duplicates_refused",)
"""1 = a client order id that was used is refused, 0 = answered with the order that is there (CBS-32)."""
NEVER: Final = 10**9
HOUR_S: Final = 3_600.0


class Numbers:
    """The limits in force: the defaults with overrides. Raises ValueError for a name that is none of them."""

    def __init__(self, overrides: Mapping[str, int]) -> None:
        unknown = [name for name in overrides if name not in DEFAULTS]
        if unknown:
            raise ValueError(f"this venue has no limit called {', '.join(unknown)}")
        self._numbers = {**DEFAULTS, **overrides}

    def __getitem__(self, name: str) -> int:
        return self._numbers[name]


class Standing(msgspec.Struct, frozen=True):
    """Where a caller stands after a request, as the headers tell it (CBS-17)."""

    limit: int
    used: int
    free_in_s: float

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        return (
            ("x-ratelimit-limit", str(self.limit)),
            ("x-ratelimit-remaining", str(max(0, self.limit - self.used))),
            ("x-ratelimit-reset", str(-int(-self.free_in_s // 1))),
        )


class Bucket:
    """Holds so many requests and fills again with time. One that is refused takes nothing."""

    def __init__(self, limiter: str, limit: int, milli: int, ledger: Ledger) -> None:
        self.counter = DecayingCounter(limit, milli)
        self._limiter = limiter
        self._ledger = ledger
        self._peaks: dict[str, int] = {}

    def take(self, caller: str, now_s: float) -> tuple[bool, Standing]:
        """Whether there was room."""
        counter = self.counter
        if counter.would_exceed(caller, 1, now_s):
            used = counter.limit + 1
            self._ledger.record(
                QuotaExceeded(source=caller, limiter=self._limiter, used=used, limit=counter.limit)
            )
            return False, self._standing(caller, now_s)
        usage = counter.charge(caller, 1, now_s)
        if usage.used > self._peaks.get(caller, 0):
            self._peaks[caller] = usage.used
            self._ledger.record(
                QuotaUsed(source=caller, limiter=self._limiter, used=usage.used, limit=usage.limit)
            )
        return True, self._standing(caller, now_s)

    def _standing(self, caller: str, now_s: float) -> Standing:
        counter = self.counter
        points = counter.count(caller, now_s)
        free_in_s = float(points * 1000 / counter.decay_milli) if counter.decay_milli else 0.0
        return Standing(counter.limit, -int(-points // 1), free_in_s)


class Limits:
    """`now_s`: time as it passes, whatever the venue's clock says."""

    def __init__(self, *, numbers: Numbers, ledger: Ledger, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._ledger = ledger
        self.private = Bucket("PRIVATE", numbers["private"], numbers["private_milli"], ledger)
        self.public = Bucket("PUBLIC", numbers["public"], numbers["public_milli"], ledger)
        self._messages = Bucket("FRAMES", numbers["messages"], 1000 * numbers["messages"], ledger)
        self._wallet = FixedWindow(numbers["wallet_an_hour"], HOUR_S)

    def ask(self, source: str) -> tuple[Reply | None, Standing]:
        """A public question: the refusal, if there is no room."""
        return self._take(self.public, source)

    def call(self, user: str) -> tuple[Reply | None, Standing]:
        """A private request."""
        return self._take(self.private, user)

    def wallet(self, caller: str) -> tuple[Reply | None, Standing]:
        """A request to the older API (CBS-18)."""
        now_s = self._now_s()
        if self._wallet.would_exceed(caller, 1, now_s):
            limit = self._wallet.limit
            self._ledger.record(QuotaExceeded(source=caller, limiter="WALLET", used=limit + 1, limit=limit))
            usage = self._wallet.usage(caller, now_s)
            return errors.too_many(usage.resets_at_s - now_s), _of(usage, now_s)
        return None, _of(self._wallet.charge(caller, 1, now_s), now_s)

    def message(self, source: str) -> bool:
        """Whether an address may send another message without a token (CBS-19)."""
        return self._messages.take(source, self._now_s())[0]

    def _take(self, bucket: Bucket, caller: str) -> tuple[Reply | None, Standing]:
        room, standing = bucket.take(caller, self._now_s())
        return None if room else errors.too_many(), standing


def _of(usage: Usage, now_s: float) -> Standing:
    return Standing(usage.limit, usage.used, usage.resets_at_s - now_s)


class ConnectionAttempts:
    """So many connections a second from one address; what is refused does not count (CBS-19)."""

    def __init__(self, limit: int) -> None:
        self._counter = DecayingCounter(limit, 1000 * limit)

    def charge(self, caller: str, amount: int, now_s: float) -> Usage:
        if self._counter.would_exceed(caller, amount, now_s):
            return Usage(self._counter.limit + 1, self._counter.limit, now_s + 1.0)
        return self._counter.charge(caller, amount, now_s)
