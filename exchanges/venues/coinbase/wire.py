"""How requests are written, signed and stamped here, and refusals read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from email.utils import parsedate_to_datetime
from urllib.parse import urlencode, urlsplit

import msgspec

from exchanges.config import ConnectorConfig, Limits
from exchanges.credentials import Credentials
from exchanges.dialect import Parameters, Sealed, TimeQuestion, Used, Wire
from exchanges.errors import AuthenticationFailed, ClockSkewed, ExchangeError, PermissionDenied
from exchanges.http import Answer
from exchanges.ratelimit import Allowance, LimitRule
from exchanges.venues.coinbase.endpoints import ENDPOINTS
from exchanges.venues.coinbase.errors import VENUE, error_in_status, error_in_success
from exchanges.venues.coinbase.limits import PUBLIC_CALL, allowance
from exchanges.venues.coinbase.messages import ServerTime
from exchanges.venues.coinbase.signing import LIFETIME_S, signer_of

BROKERAGE = "/api/v3/brokerage"
ORDERS = f"{BROKERAGE}/orders"

_SHORTEST_S = 2
"""An order's token lives so long at least: it is counted in whole seconds."""

_UNSURE_S = 1.5
"""A date in a header is cut to the second, and was written a moment ago."""

_decode_time = msgspec.json.Decoder(ServerTime).decode


class CoinbaseWire(Wire):
    """JSON in the body of a POST, all else in the query; a token or a signature in the headers."""

    venue = VENUE
    time = TimeQuestion(f"{BROKERAGE}/time", lambda body: int(_decode_time(body).epochMillis), PUBLIC_CALL)

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        config: Callable[[], ConnectorConfig],
        prepared: Callable[[Mapping[str, str]], Mapping[str, str]],
        venue_ms: Callable[[], int],
    ) -> None:
        self._config = config
        self._prepared = prepared
        self._venue_ms = venue_ms
        # What is public is kept for a second, unless one asks for better (CBS-20).
        self._fresh = prepared({"Cache-Control": "no-cache"})
        authority = urlsplit(config().endpoints_of(ENDPOINTS).rest).netloc
        self._signer = None if credentials is None else signer_of(credentials, authority)

    def allowance(self, limits: Limits) -> Allowance:
        return allowance(limits)

    def plain(self, method: str, path: str, parameters: Parameters) -> Sealed:
        return urlencode(parameters, doseq=True), b"", self._fresh

    def stamped(self, method: str, path: str, parameters: Parameters) -> Sealed:
        assert self._signer is not None  # nothing is stamped without a key
        headers: dict[str, str] = {}
        query, body = "", b""
        if method == "POST":
            body = msgspec.json.encode(parameters)
            headers["Content-Type"] = "application/json"
        else:
            query = urlencode(parameters, doseq=True)
        lifetime_s = self._order_lives_s() if path == ORDERS else LIFETIME_S
        headers |= self._signer.headers(method, path, body, self._venue_ms() / 1000, lifetime_s)
        return query, body, self._prepared(headers)

    def _order_lives_s(self) -> int:
        """A token that has expired lets no order come to be any more: so its absence can be believed."""
        config = self._config()
        wanted_s = min(config.clock.recv_window_ms / 1000, config.orders.absent_after_s / 2)
        return max(_SHORTEST_S, int(wanted_s))

    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        if answer.status == 200:
            return error_in_success(answer.body)
        error = error_in_status(answer)
        if isinstance(error, AuthenticationFailed) and self._is_skewed(answer):
            return ClockSkewed(error.message, venue=VENUE, code=error.code)
        return error

    def _is_skewed(self, answer: Answer) -> bool:
        """Nothing says why a token was refused (CBS-05); the date of the answer does."""
        try:
            told_s = parsedate_to_datetime(answer.headers.get("Date", "")).timestamp()
        except ValueError:
            return False
        return abs(self._venue_ms() / 1000 - told_s - 0.5) > _UNSURE_S

    def refuses_key(self, error: ExchangeError) -> bool:
        return isinstance(error, AuthenticationFailed | PermissionDenied)

    def used(self, headers: Mapping[str, str]) -> Used:
        """What the headers count, and for whom, is not documented (CBS-17)."""
        return {}

    def announced(self, rules: Sequence[LimitRule]) -> None:
        """Nothing here is read by the rules."""
