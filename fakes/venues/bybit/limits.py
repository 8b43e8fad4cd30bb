"""What this venue counts: requests by address, methods by account, open orders (BYB-25 to BYB-34)."""

from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from fakes.ledger import Banned, Ledger, QuotaExceeded, QuotaUsed
from fakes.quotas import BanLadder, SlidingWindow
from fakes.venues.bybit import errors
from fakes.venues.bybit.errors import Refuse

NEVER: Final = 10**9
ADDRESS_WINDOW_S: Final = 5.0
BAN_S: Final = 600.0
CONNECTIONS_WINDOW_S: Final = 300.0
BY_ADDRESS: Final = "requests"


class Numbers:
    """The limits in force: the product's with overrides. Raises ValueError for a name of none of them."""

    def __init__(self, limits: Mapping[str, int], overrides: Mapping[str, int]) -> None:
        unknown = [name for name in overrides if name not in limits]
        if unknown:
            raise ValueError(f"this venue has no limit called {', '.join(unknown)}")
        self._numbers = {**limits, **overrides}

    def __getitem__(self, name: str) -> int:
        return self._numbers[name]

    def __contains__(self, name: object) -> bool:
        return name in self._numbers


class Standing(msgspec.Struct, frozen=True):
    """What the headers of an answer tell (BYB-28). Milliseconds on the venue's clock."""

    limit: int
    left: int
    resets_ms: int

    def headers(self) -> tuple[tuple[str, str], ...]:
        return errors.limit_headers(self.limit, self.left, self.resets_ms)


class TooManyVisits(Refuse):
    """BYB-27."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(errors.TOO_MANY_VISITS)
        self.standing = standing


class Limits:
    """`now_s`: time as it passes, by which counts fall; `clock_ms`: the venue's own, which may be set."""

    def __init__(
        self, *, numbers: Numbers, ledger: Ledger, now_s: Callable[[], float], clock_ms: Callable[[], int]
    ) -> None:
        self.numbers = numbers
        self._ledger = ledger
        self._now_s = now_s
        self._clock_ms = clock_ms
        self._addresses = SlidingWindow(numbers[BY_ADDRESS], ADDRESS_WINDOW_S)
        self._socket_addresses = SlidingWindow(numbers["socket_requests"], 1.0)
        self._methods: dict[str, SlidingWindow] = {}
        self._bans = BanLadder(tolerated=0, first_ban_s=BAN_S, longest_ban_s=BAN_S)
        self._peaks: dict[tuple[str, str], int] = {}

    # --- by address -------------------------------------------------------------------------------

    def admits(self, source: str) -> bool:
        """Count a request; False = it is shut out, or is the one that shuts it out (BYB-25)."""
        now_s = self._now_s()
        if self._bans.banned_until(source, now_s) is not None:
            return False
        usage = self._addresses.charge(source, 1, now_s)
        self._used(source, BY_ADDRESS, usage.used, usage.limit)
        if not usage.exceeded:
            return True
        self._exceeded(source, BY_ADDRESS, usage.used, usage.limit)
        until_s = self._bans.ban(source, now_s)
        self._ledger.record(Banned(source=source, until_s=self._ledger.now() + until_s - now_s))
        return False

    def admits_on_socket(self, source: str) -> bool:
        """BYB-34."""
        usage = self._socket_addresses.charge(source, 1, self._now_s())
        if usage.exceeded:
            self._exceeded(source, "socket_requests", usage.used, usage.limit)
        return not usage.exceeded

    # --- by account and method ----------------------------------------------------------------------

    def visit(self, account: str, method: str) -> Standing | None:
        """Count one; raises TooManyVisits, which is not counted itself. None: it is not limited."""
        if method not in self.numbers:
            return None
        window, now_s = self._window(method), self._now_s()
        if window.would_exceed(account, 1, now_s):
            self._exceeded(account, method, window.limit + 1, window.limit)
            frees_s = window.frees_at_s(account, now_s)
            wait_ms = max(1, round((frees_s - now_s) * 1000))
            raise TooManyVisits(Standing(window.limit, 0, self._clock_ms() + wait_ms))
        usage = window.charge(account, 1, now_s)
        self._used(account, method, usage.used, usage.limit)
        return Standing(window.limit, usage.limit - usage.used, self._clock_ms())

    def standing(self, account: str, method: str) -> Standing | None:
        """Where it stands now, without counting."""
        if method not in self.numbers:
            return None
        window, now_s = self._window(method), self._now_s()
        return Standing(window.limit, window.limit - window.used(account, now_s), self._clock_ms())

    def used(self, account: str, method: str) -> int:
        return self._window(method).used(account, self._now_s())

    def _window(self, method: str) -> SlidingWindow:
        window = self._methods.get(method)
        if window is None:
            window = self._methods[method] = SlidingWindow(self.numbers[method], 1.0)
        return window

    # --- open orders --------------------------------------------------------------------------------

    def has_room(self, account: str, open_orders: int) -> bool:
        """For one more (BYB-33)."""
        most = self.numbers["open_orders"]
        if open_orders < most:
            return True
        self._exceeded(account, "open_orders", open_orders + 1, most)
        return False

    # --- the record ---------------------------------------------------------------------------------

    def _used(self, caller: str, limiter: str, used: int, limit: int) -> None:
        if used > self._peaks.get((caller, limiter), 0):
            self._peaks[caller, limiter] = used
            self._ledger.record(QuotaUsed(source=caller, limiter=limiter, used=used, limit=limit))

    def _exceeded(self, caller: str, limiter: str, used: int, limit: int) -> None:
        self._ledger.record(QuotaExceeded(source=caller, limiter=limiter, used=used, limit=limit))
