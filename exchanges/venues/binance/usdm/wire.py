"""How requests are written here: signed as on Spot (BFU-01), but for those that want the key alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from exchanges.config import ConnectorConfig, Limits
from exchanges.credentials import Credentials
from exchanges.dialect import Sealed, TimeQuestion
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.ratelimit import Allowance, Cost, LimitKind, LimitRule, VenueLimiter
from exchanges.venues.binance.usdm.errors import VENUE, error_in
from exchanges.venues.binance.wire import BinanceWire, decode_time, encoded

# BFU-30, BFU-31; taken over from exchangeInfo as soon as that has been read.
DOCUMENTED_LIMITS = (
    LimitRule(LimitKind.WEIGHT, 60.0, 2400, "1M"),
    LimitRule(LimitKind.ORDERS, 10.0, 300, "10S"),
    LimitRule(LimitKind.ORDERS, 60.0, 1200, "1M"),
)
LISTEN_KEY = "/fapi/v1/listenKey"
HISTORY = "/fapi/v1/historicalTrades"


class UsdmWire(BinanceWire):
    venue = VENUE
    time = TimeQuestion("/fapi/v1/time", lambda body: decode_time(body).serverTime, Cost(1))

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        config: Callable[[], ConnectorConfig],
        prepared: Callable[[Mapping[str, str]], Mapping[str, str]],
        venue_ms: Callable[[], int],
    ) -> None:
        super().__init__(credentials, config=config, prepared=prepared, venue_ms=venue_ms)
        self.announced(DOCUMENTED_LIMITS)

    def allowance(self, limits: Limits) -> Allowance:
        return VenueLimiter(DOCUMENTED_LIMITS, limits)

    def plain(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        headers = self._key_headers if path == HISTORY else self._no_headers
        return encoded(parameters), b"", headers

    def stamped(self, method: str, path: str, parameters: Mapping[str, str]) -> Sealed:
        if path == LISTEN_KEY:
            return encoded(parameters), b"", self._key_headers
        return super().stamped(method, path, parameters)

    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        return None if 200 <= answer.status < 300 else error_in(answer, wall())
