"""What this venue counts and when it stops listening: weight, requests, unfilled orders, bans."""

from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Final, NamedTuple

from fakes.exchange import Batch
from fakes.faults.fault import Reply
from fakes.ledger import Banned, Ledger, QuotaExceeded, QuotaUsed, Traded
from fakes.quotas import BanLadder, FixedWindow, Usage
from fakes.venues.binance import errors
from fakes.venues.binance.errors import Refuse, Refused

Json = dict[str, Any]
Headers = tuple[tuple[str, str], ...]

DEFAULTS: Final = {
    "weight_per_minute": 6000,
    "requests_per_5_minutes": 300_000,  # since 2026-04-02; the enum page still shows 61000
    "orders_per_10_s": 50,
    "orders_per_day": 160_000,
}
CONNECTIONS_PER_5_MINUTES: Final = 300
MAKER_REWARD: Final = 5
"""By how much a first fill as maker lowers the count; the documents' examples (order_count_decrement)."""
ON_ITS_WAY_S: Final = 1.0
"""A request sent before its sender could read the refusal is not held against it (our choice)."""


class OrderWindow(NamedTuple):
    """One limit on orders: the setting that names it, and how the venue writes it."""

    setting: str
    unit_s: int
    number: int
    interval: str
    words: str
    letters: str

    @property
    def seconds(self) -> int:
        return self.unit_s * self.number


class Limits:
    """Per address: request weight and raw requests; per account: unfilled orders (BIN-20 to BIN-23)."""

    defaults: ClassVar[Mapping[str, int]] = DEFAULTS
    order_windows: ClassVar[tuple[OrderWindow, ...]] = (
        OrderWindow("orders_per_10_s", 1, 10, "SECOND", "10 SECOND", "10S"),
        OrderWindow("orders_per_day", 86_400, 1, "DAY", "1 DAY", "1D"),
    )

    def __init__(
        self,
        *,
        ledger: Ledger,
        clock_s: Callable[[], float],
        overrides: Mapping[str, int] | None = None,
        ladder: BanLadder | None = None,
    ) -> None:
        """`overrides` by the names in DEFAULTS; raises ValueError for another name."""
        numbers = {**self.defaults, **(overrides or {})}
        if len(numbers) != len(self.defaults):
            raise ValueError(f"this venue has no limit called {[*numbers][len(self.defaults) :]}")
        self.numbers = numbers
        self.ladder = ladder or BanLadder()
        self._ledger = ledger
        self._clock_s = clock_s
        self._weight = FixedWindow(numbers["weight_per_minute"], 60)
        self._requests = FixedWindow(numbers["requests_per_5_minutes"], 300)
        self._orders = tuple(FixedWindow(numbers[one.setting], one.seconds) for one in self.order_windows)
        self._told: dict[str, tuple[float, float]] = {}
        """Who was asked to wait: since when, until when."""
        self._peaks: dict[tuple[str, str], int] = {}
        """Who used how much of what in the busiest window so far."""

    # --- words ------------------------------------------------------------------------------------

    def too_much_weight(self, limit: int, retry_after_s: int) -> Refused:
        return errors.too_much_weight(limit, retry_after_s)

    def banned(self, until_ms: int, retry_after_s: int) -> Refused:
        return errors.banned(until_ms, retry_after_s)

    # --- requests ---------------------------------------------------------------------------------

    def admit(self, source: str, weight: int) -> None:
        """Charge a request. Raises `Refuse` with 429, or 418 while the address is banned (BIN-22)."""
        now_s = self._clock_s()
        until_s = self.ladder.banned_until(source, now_s) or self._strike(source, now_s)
        if until_s is not None:
            raise Refuse(self.banned(int(until_s * 1000), _whole_s(until_s - now_s)))
        requests = self._requests.charge(source, 1, now_s)
        self._note(source, "RAW_REQUESTS", requests)
        if requests.exceeded:
            raise Refuse(self._refused(source, "RAW_REQUESTS", requests, errors.too_many_requests))
        used = self._weight.charge(source, weight, now_s)
        self._note(source, "REQUEST_WEIGHT", used)
        if used.exceeded:
            raise Refuse(self._refused(source, "REQUEST_WEIGHT", used, self.too_much_weight))

    def spend(self, source: str, weight: int) -> None:
        """Somebody else behind the address used it: it shows in the headers like one's own (BIN-21)."""
        self._weight.charge(source, weight, self._clock_s())

    def refund(self, source: str, weight: int) -> None:
        """A successful trading request costs nothing (BIN-24)."""
        self._weight.refund(source, weight, self._clock_s())

    def observe(self, source: str, reply: Reply) -> None:
        """A fault answered for the venue; a wait that it asked for is meant all the same."""
        wait_s = next((float(value) for name, value in reply.headers if name == "Retry-After"), None)
        if reply.status == 429 and wait_s is not None:
            self._tell(source, self._clock_s(), wait_s)

    def _refused(
        self, source: str, limiter: str, usage: Usage, worded: Callable[[int, int], Refused]
    ) -> Refused:
        now_s = self._clock_s()
        self._ledger.record(QuotaExceeded(source=source, limiter=limiter, used=usage.used, limit=usage.limit))
        self._tell(source, now_s, usage.resets_at_s - now_s)
        return worded(usage.limit, _whole_s(usage.resets_at_s - now_s))

    def _note(self, caller: str, limiter: str, usage: Usage) -> None:
        if usage.used > self._peaks.get((caller, limiter), 0):
            self._peaks[caller, limiter] = usage.used
            self._ledger.record(QuotaUsed(source=caller, limiter=limiter, used=usage.used, limit=usage.limit))

    def _tell(self, source: str, now_s: float, wait_s: float) -> None:
        since_s, until_s = self._told.get(source, (now_s, 0.0))
        self._told[source] = (since_s if until_s > now_s else now_s, max(until_s, now_s + wait_s))

    def _strike(self, source: str, now_s: float) -> float | None:
        """The end of the ban, if going on after a 429 has now led to one."""
        since_s, until_s = self._told.get(source, (0.0, 0.0))
        if now_s >= until_s or now_s - since_s < ON_ITS_WAY_S:
            return None
        ban_ends_s = self.ladder.strike(source, now_s)
        if ban_ends_s is not None:
            self._told.pop(source)
            self._ledger.record(Banned(source=source, until_s=self._ledger.now() + ban_ends_s - now_s))
        return ban_ends_s

    # --- orders -----------------------------------------------------------------------------------

    def too_many_orders(self, account: str) -> Refused | None:
        """What one more order would be refused with (BIN-23)."""
        now_s = self._clock_s()
        for window, rule in zip(self._orders, self.order_windows, strict=True):
            if window.would_exceed(account, 1, now_s):
                usage = window.usage(account, now_s)
                self._ledger.record(
                    QuotaExceeded(source=account, limiter="ORDERS", used=usage.used, limit=usage.limit)
                )
                return errors.too_many_orders(window.limit, rule.words, _whole_s(usage.resets_at_s - now_s))
        return None

    def count_order(self, account: str, amount: int = 1) -> None:
        """One more unfilled order, or (negative) fewer; never below zero."""
        now_s = self._clock_s()
        for window, rule in zip(self._orders, self.order_windows, strict=True):
            if amount >= 0:
                self._note(account, f"ORDERS_{rule.letters}", window.charge(account, amount, now_s))
            else:
                window.refund(account, -amount, now_s)

    def heard(self, batch: Batch) -> None:
        """An order's first fill takes it out of the count, as maker with a reward on top."""
        for step in batch.steps:
            if isinstance(step.fact, Traded):
                for order in step.orders:
                    if len(order.fills) == 1:
                        self.count_order(order.account, -MAKER_REWARD if order.fills[0].is_maker else -1)

    # --- telling ----------------------------------------------------------------------------------

    def headers(self, source: str, account: str | None) -> Headers:
        """BIN-21. `account` only for answers that show the order count."""
        now_s = self._clock_s()
        used = str(self._weight.used(source, now_s))
        shown: Headers = (("X-MBX-USED-WEIGHT", used), ("X-MBX-USED-WEIGHT-1M", used))
        if account is None:
            return shown
        return shown + tuple(
            (f"X-MBX-ORDER-COUNT-{rule.letters}", str(window.used(account, now_s)))
            for window, rule in zip(self._orders, self.order_windows, strict=True)
        )

    def rules(self, *, connections: bool = False) -> list[Json]:
        """`rateLimits` of exchangeInfo; the WebSocket API shows CONNECTIONS in the place of RAW_REQUESTS
        (CHANGELOG.md, 2023-08-25)."""
        rules = [_rule("REQUEST_WEIGHT", "MINUTE", 1, self._weight.limit), *self.order_rules()]
        if connections:
            return [*rules, _rule("CONNECTIONS", "MINUTE", 5, CONNECTIONS_PER_5_MINUTES)]
        return [*rules, _rule("RAW_REQUESTS", "MINUTE", 5, self._requests.limit)]

    def order_rules(self) -> list[Json]:
        return [
            _rule("ORDERS", rule.interval, rule.number, window.limit)
            for window, rule in zip(self._orders, self.order_windows, strict=True)
        ]

    def order_counts(self, account: str) -> list[Json]:
        now_s = self._clock_s()
        return [
            {**rule, "count": window.used(account, now_s)}
            for rule, window in zip(self.order_rules(), self._orders, strict=True)
        ]

    def report(self, source: str, account: str | None) -> list[Json]:
        """`rateLimits` of an answer on the WebSocket API: the limits that the request touched."""
        weight = {**self.rules()[0], "count": self._weight.used(source, self._clock_s())}
        return [weight] if account is None else [*self.order_counts(account), weight]


def _rule(kind: str, interval: str, number: int, limit: int) -> Json:
    return {"rateLimitType": kind, "interval": interval, "intervalNum": number, "limit": limit}


def _whole_s(seconds: float) -> int:
    """Rounded up, at least 1."""
    return max(1, -int(-seconds // 1))
