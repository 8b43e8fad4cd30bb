"""What this venue counts: requests by endpoint, in windows of a few seconds (OKX-22 to OKX-26).

What is refused for its rate counts too (OKX-76), and nobody is banned (OKX-29). Windows begin at whole
multiples of their length (OKX-77).
"""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final, NamedTuple

from fakes.ledger import Ledger, QuotaExceeded, QuotaUsed
from fakes.quotas import FixedWindow
from fakes.venues.okx import codes
from fakes.venues.okx.errors import Refuse


class By(StrEnum):
    """Whose requests are counted together."""

    ADDRESS = "address"
    ADDRESS_AND_TYPE = "address and type"
    ADDRESS_AND_INSTRUMENT = "address and instrument"
    USER = "user"
    USER_AND_TYPE = "user and type"
    USER_AND_INSTRUMENT = "user and instrument"


class Limit(NamedTuple):
    most: int
    window_s: float
    by: By


# OKX-25. Actions on orders have budgets of their own, whatever they come over (OKX-23).
LIMITS: Final[Mapping[str, Limit]] = {
    "GET public/time": Limit(10, 2, By.ADDRESS),
    "GET public/instruments": Limit(20, 2, By.ADDRESS_AND_TYPE),
    "GET public/price-limit": Limit(20, 2, By.ADDRESS),
    "GET market/books": Limit(40, 2, By.ADDRESS),
    "GET market/books-full": Limit(10, 2, By.ADDRESS),
    "GET market/trades": Limit(100, 2, By.ADDRESS),
    "GET market/history-trades": Limit(20, 2, By.ADDRESS),
    "GET market/candles": Limit(40, 2, By.ADDRESS),
    "GET market/history-candles": Limit(20, 2, By.ADDRESS),
    "GET market/ticker": Limit(20, 2, By.ADDRESS),
    "GET market/tickers": Limit(20, 2, By.ADDRESS),
    "GET system/status": Limit(1, 5, By.ADDRESS),
    "GET asset/currencies": Limit(12, 2, By.USER),
    "GET asset/balances": Limit(12, 2, By.USER),
    "GET account/balance": Limit(10, 2, By.USER),
    "GET account/positions": Limit(10, 2, By.USER),
    "GET account/config": Limit(5, 2, By.USER),
    "GET account/instruments": Limit(20, 2, By.USER_AND_TYPE),
    "GET account/trade-fee": Limit(5, 2, By.USER),
    "GET account/max-size": Limit(20, 2, By.USER),
    "GET account/max-avail-size": Limit(20, 2, By.USER),
    "GET account/bills": Limit(5, 1, By.USER),
    "GET account/bills-archive": Limit(5, 2, By.USER),
    "GET trade/order": Limit(60, 2, By.USER_AND_INSTRUMENT),
    "GET trade/orders-pending": Limit(60, 2, By.USER),
    "GET trade/orders-history": Limit(40, 2, By.USER),
    "GET trade/orders-history-archive": Limit(20, 2, By.USER),
    "GET trade/fills": Limit(60, 2, By.USER),
    "GET trade/fills-history": Limit(10, 2, By.USER),
    "GET trade/account-rate-limit": Limit(1, 1, By.USER),
    "POST trade/cancel-all-after": Limit(1, 1, By.USER),
    # Of swaps (OKX-94); the last is of OKX-24.
    "POST account/set-leverage": Limit(20, 2, By.USER),
    "GET account/leverage-info": Limit(20, 2, By.USER),
    "POST account/set-position-mode": Limit(5, 2, By.USER),
    "POST trade/close-position": Limit(20, 2, By.USER_AND_INSTRUMENT),
    "GET public/funding-rate": Limit(10, 2, By.ADDRESS_AND_INSTRUMENT),
    "GET public/funding-rate-history": Limit(10, 2, By.ADDRESS_AND_INSTRUMENT),
    "GET public/mark-price": Limit(10, 2, By.ADDRESS),
    "GET public/open-interest": Limit(20, 2, By.ADDRESS),
    "GET public/position-tiers": Limit(10, 2, By.ADDRESS),
    "orders and amendments": Limit(1_000, 2, By.USER),
    "place": Limit(60, 2, By.USER_AND_INSTRUMENT),
    "place in batches": Limit(300, 2, By.USER_AND_INSTRUMENT),
    "cancel": Limit(60, 2, By.USER_AND_INSTRUMENT),
    "cancel in batches": Limit(300, 2, By.USER_AND_INSTRUMENT),
    "amend": Limit(60, 2, By.USER_AND_INSTRUMENT),
    "amend in batches": Limit(300, 2, By.USER_AND_INSTRUMENT),
}
SHARED: Final = "orders and amendments"
OPEN: Final[Mapping[str, int]] = {"open orders": 4_000, "open orders on an instrument": 500}  # OKX-26
CONNECTIONS: Final[Mapping[str, int]] = {"connections a second": 3, "connections a channel": 30}  # OKX-27
REQUESTS: Final[Mapping[str, int]] = {"requests on a connection": 480}  # OKX-28
DEFAULTS: Final[Mapping[str, int]] = {
    **{name: limit.most for name, limit in LIMITS.items()},
    **OPEN,
    **CONNECTIONS,
    **REQUESTS,
}
NEVER: Final = 10**9


class Figures:
    """The limits in force: the defaults with overrides. Raises ValueError for a name that is none of them."""

    def __init__(self, overrides: Mapping[str, int]) -> None:
        unknown = [name for name in overrides if name not in DEFAULTS]
        if unknown:
            raise ValueError(f"this venue has no limit called {', '.join(unknown)}")
        self._figures = {**DEFAULTS, **overrides}

    def __getitem__(self, name: str) -> int:
        return self._figures[name]


class Rates:
    """Counts requests. `now_s` is time as it passes, whatever the venue's clock says."""

    def __init__(self, *, figures: Figures, ledger: Ledger, now_s: Callable[[], float]) -> None:
        self._figures = figures
        self._ledger = ledger
        self._now_s = now_s
        self._windows = {name: FixedWindow(figures[name], limit.window_s) for name, limit in LIMITS.items()}
        self._peaks: dict[tuple[str, str], int] = {}

    def charge(self, name: str, caller: str, amount: int = 1) -> None:
        """Raises Refuse beyond the limit."""
        usage = self._windows[name].charge(caller, amount, self._now_s())
        if usage.used > self._peaks.get((name, caller), 0):
            self._peaks[name, caller] = usage.used
            self._ledger.record(QuotaUsed(source=caller, limiter=name, used=usage.used, limit=usage.limit))
        if usage.exceeded:
            self._ledger.record(
                QuotaExceeded(source=caller, limiter=name, used=usage.used, limit=usage.limit)
            )
            raise Refuse(codes.SUB_ACCOUNT_LIMIT if name == SHARED else codes.TOO_MANY)

    def used(self, name: str, caller: str) -> int:
        """In the present window."""
        return self._windows[name].used(caller, self._now_s())

    def check_open(self, caller: str, inst_id: str, *, everywhere: int, there: int) -> None:
        """May one more order be open? Raises Refuse."""
        for name, count, refuse in (
            ("open orders", everywhere, Refuse(codes.TOO_MANY_ORDERS)),
            (
                "open orders on an instrument",
                there,
                Refuse(codes.TOO_MANY_PENDING, inst_id, str(self._figures["open orders on an instrument"])),
            ),
        ):
            if count >= self._figures[name]:
                self._ledger.record(
                    QuotaExceeded(source=caller, limiter=name, used=count + 1, limit=self._figures[name])
                )
                raise refuse


def by_whom(name: str, *, source: str, account: str, inst_id: str, inst_type: str) -> str:
    """Under what a request is counted."""
    return {
        By.ADDRESS: source,
        By.ADDRESS_AND_TYPE: f"{source}/{inst_type}",
        By.ADDRESS_AND_INSTRUMENT: f"{source}/{inst_id}",
        By.USER: account,
        By.USER_AND_TYPE: f"{account}/{inst_type}",
        By.USER_AND_INSTRUMENT: f"{account}/{inst_id}",
    }[LIMITS[name].by]
