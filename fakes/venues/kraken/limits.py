"""What this venue counts: calls by key, public calls by address, transactions by client and pair.

KRK-20 to KRK-28. What the documents leave open is decided here: a refused call counts ("longer for a client
that goes on"), a transaction refused for its rate does not (KRK-77).
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Final

from fakes.ledger import Ledger, QuotaExceeded, QuotaUsed
from fakes.quotas import DecayingCounter, Usage
from fakes.venues.kraken import errors
from fakes.venues.kraken.errors import Refuse

DEFAULTS: Final = {
    # KRK-20, KRK-24, KRK-28: the intermediate tier. Decay in thousandths of a point a second.
    "calls": 20,
    "calls_decay_milli": 500,
    "calls_at_once": 15,  # KRK-23, KRK-78
    "transactions": 125,
    "transactions_decay_milli": 2_340,
    "open_orders": 80,
    # KRK-22, KRK-78: about one a second is safe.
    "public_calls": 20,
    "public_decay_milli": 1_000,
    "connections": 150,  # KRK-29
    "nonce_window": 0,  # KRK-03
}
TIERS: Final = {
    "starter": {"calls": 15, "calls_decay_milli": 330}
    | {"transactions": 60, "transactions_decay_milli": 1_000, "open_orders": 60},
    "intermediate": {"calls": 20, "calls_decay_milli": 500}
    | {"transactions": 125, "transactions_decay_milli": 2_340, "open_orders": 80},
    "pro": {"calls": 20, "calls_decay_milli": 1_000}
    | {"transactions": 180, "transactions_decay_milli": 3_750, "open_orders": 225},
}
NEVER: Final = 10**9

# KRK-25: (younger than so many seconds, points).
CANCELLING: Final = ((5, 8), (10, 6), (15, 5), (45, 4), (90, 2), (300, 1))
AMENDING: Final = ((5, 3), (10, 2), (15, 1))
EDITING: Final = ((5, 6), (10, 5), (15, 4), (45, 2), (90, 1))
FIXED: Final = 1


def by_age(table: tuple[tuple[int, int], ...], age_ms: int) -> int:
    """Points for an order of that age, since it was made or last amended."""
    return next((points for below_s, points in table if age_ms < below_s * 1000), 0)


class Numbers:
    """The limits in force: the defaults with overrides. Raises ValueError for a name that is none of them."""

    def __init__(self, overrides: Mapping[str, int]) -> None:
        unknown = [name for name in overrides if name not in DEFAULTS]
        if unknown:
            raise ValueError(f"this venue has no limit called {', '.join(unknown)}")
        self._numbers = {**DEFAULTS, **overrides}

    def __getitem__(self, name: str) -> int:
        return self._numbers[name]


class _Counted:
    """A counter whose peaks and refusals are in the ledger."""

    def __init__(self, limiter: str, counter: DecayingCounter, ledger: Ledger) -> None:
        self.counter = counter
        self._limiter = limiter
        self._ledger = ledger
        self._peaks: dict[str, int] = {}

    def charge(self, caller: str, points: Fraction | int, now_s: float) -> Usage:
        usage = self.counter.charge(caller, points, now_s)
        if usage.used > self._peaks.get(caller, 0):
            self._peaks[caller] = usage.used
            self._ledger.record(
                QuotaUsed(source=caller, limiter=self._limiter, used=usage.used, limit=usage.limit)
            )
        return usage

    def exceeded(self, caller: str, used: int) -> None:
        self._ledger.record(
            QuotaExceeded(source=caller, limiter=self._limiter, used=used, limit=self.counter.limit)
        )


class CallLimits:
    """Private calls by key and public calls by address.

    `now_s`: time as it passes, by which counters fall; `clock_s`: the venue's own clock, which may be set.
    """

    def __init__(
        self,
        *,
        numbers: Numbers,
        ledger: Ledger,
        now_s: Callable[[], float],
        clock_s: Callable[[], float],
    ) -> None:
        self._now_s = now_s
        self._clock_s = clock_s
        self._at_once = numbers["calls_at_once"]
        self._running: dict[str, int] = {}
        self._private = _Counted(
            "CALLS", DecayingCounter(numbers["calls"], numbers["calls_decay_milli"]), ledger
        )
        self._public = _Counted(
            "PUBLIC", DecayingCounter(numbers["public_calls"], numbers["public_decay_milli"]), ledger
        )

    def count(self, api_key: str) -> Fraction:
        """Of private calls, at present."""
        return self._private.counter.count(api_key, self._now_s())

    def call(self, api_key: str, cost: int) -> None:
        """Count a private call. Raises Refuse beyond the limit."""
        self._count(self._private, api_key, cost)

    def ask(self, caller: str) -> None:
        """Count a public call; `caller` is an address, or an address and a pair (KRK-22)."""
        self._count(self._public, caller, 1)

    def spend(self, source: str, points: int) -> None:
        """Others behind the address used it."""
        self._public.charge(source, points, self._now_s())

    def _count(self, counted: _Counted, caller: str, cost: int) -> None:
        usage = counted.charge(caller, cost, self._now_s()) if cost else None
        if usage is not None and usage.exceeded:
            counted.exceeded(caller, usage.used)
            raise Refuse(errors.CALLS_EXCEEDED)

    def begin(self, api_key: str) -> None:
        """A request with this key is being handled from now on."""
        self._running[api_key] = self._running.get(api_key, 0) + 1

    def end(self, api_key: str) -> None:
        self._running[api_key] -= 1

    def check_running(self, api_key: str) -> None:
        """Raises Refuse if too many of the key's are being handled at once (KRK-23)."""
        if self._running.get(api_key, 0) > self._at_once:
            raise Refuse(errors.throttled(self._clock_s() + 1))


class EngineLimits:
    """Transactions and open orders by client and pair, whatever protocol they came over.

    `now_s` is time as it passes, whatever the venue's clock says.
    """

    def __init__(self, *, numbers: Numbers, ledger: Ledger, now_s: Callable[[], float]) -> None:
        self.most_open = numbers["open_orders"]
        self._now_s = now_s
        self._counted = _Counted(
            "ORDERS",
            DecayingCounter(numbers["transactions"], numbers["transactions_decay_milli"]),
            ledger,
        )

    @property
    def most(self) -> int:
        """What the stream tells as `maxratecount` (KRK-27)."""
        return self._counted.counter.limit

    def count(self, account: str, symbol: str) -> Fraction:
        return self._counted.counter.count(_caller(account, symbol), self._now_s())

    def pay(self, account: str, symbol: str, points: Fraction | int, *, overshoots: bool = False) -> None:
        """Count a transaction, its fixed part and what its order's age adds.

        Raises Refuse if the counter would pass the threshold; with `overshoots` only if it is there already.
        """
        caller, now_s = _caller(account, symbol), self._now_s()
        counter = self._counted.counter
        if counter.would_exceed(caller, 0 if overshoots else points, now_s):
            used = counter.count(caller, now_s) + points
            self._counted.exceeded(caller, -int(-used // 1))
            raise Refuse(errors.ORDERS_TOO_FAST)
        self._counted.charge(caller, points, now_s)

    def check_open(self, account: str, symbol: str, open_orders: int, more: int = 1) -> None:
        """Raises Refuse if that many more would be too many (KRK-28)."""
        if open_orders + more > self.most_open:
            self._counted.exceeded(_caller(account, symbol), open_orders + more)
            raise Refuse(errors.TOO_MANY_OPEN)


def _caller(account: str, symbol: str) -> str:
    return f"{account}/{symbol}"
