"""How requests are stamped, signed and written here, and which limits the venue counts (BIN-01 to 06)."""

from __future__ import annotations

import string
from collections.abc import Callable, Iterable, Mapping, Sequence
from urllib.parse import quote

import msgspec
from multidict import istr

from exchanges.config import ConnectorConfig, Limits
from exchanges.credentials import Credentials
from exchanges.dialect import Parameters, Sealed, TimeQuestion, Used, Wire
from exchanges.errors import ExchangeError
from exchanges.http import Answer
from exchanges.ratelimit import Allowance, Cost, LimitKind, LimitRule, VenueLimiter
from exchanges.signing import signer_for
from exchanges.venues.binance.errors import KEY_REFUSED, VENUE, error_in
from exchanges.venues.binance.messages import RateLimitRow, ServerTime

# BIN-20, BIN-23; taken over from exchangeInfo as soon as that has been read.
DOCUMENTED_LIMITS = (
    LimitRule(LimitKind.WEIGHT, 60.0, 6000, "1M"),
    LimitRule(LimitKind.ORDERS, 10.0, 50, "10S"),
    LimitRule(LimitKind.ORDERS, 86_400.0, 160_000, "1D"),
)
_UNITS = {"SECOND": (1, "S"), "MINUTE": (60, "M"), "HOUR": (3600, "H"), "DAY": (86_400, "D")}
_KINDS = {"REQUEST_WEIGHT": LimitKind.WEIGHT, "ORDERS": LimitKind.ORDERS}
_HEADERS = {LimitKind.WEIGHT: "X-MBX-USED-WEIGHT-", LimitKind.ORDERS: "X-MBX-ORDER-COUNT-"}

_FORM = {"Content-Type": "application/x-www-form-urlencoded"}
"""What the venue documents for POST and DELETE; without it aiohttp would call a POST binary."""

decode_time = msgspec.json.Decoder(ServerTime).decode


def limit_rules(rows: list[RateLimitRow]) -> tuple[LimitRule, ...]:
    """The limits that ``exchangeInfo`` announces, as far as we count them."""
    rules = []
    for row in rows:
        unit = _UNITS.get(row.interval)
        kind = _KINDS.get(row.rateLimitType)
        if unit is not None and kind is not None and row.limit > 0 and row.intervalNum > 0:
            seconds, letter = unit
            name = f"{row.intervalNum}{letter}"
            rules.append(LimitRule(kind, float(seconds * row.intervalNum), row.limit, name))
    return tuple(rules)


class BinanceWire(Wire):
    """A receive window and a signature in the query; used limits in the headers."""

    venue = VENUE
    time = TimeQuestion("/api/v3/time", lambda body: decode_time(body).serverTime, Cost(1))

    def __init__(
        self,
        credentials: Credentials | None,
        *,
        config: Callable[[], ConnectorConfig],
        prepared: Callable[[Mapping[str, str]], Mapping[str, str]],
        venue_ms: Callable[[], int],
    ) -> None:
        self._config = config
        self._venue_ms = venue_ms
        self._signer = signer_for(credentials) if credentials is not None else None
        key = {"X-MBX-APIKEY": credentials.api_key} if credentials is not None else {}  # BIN-06
        self._key_headers = prepared(key | _FORM)
        self._no_headers = prepared({})
        self._counted = _counted_in(DOCUMENTED_LIMITS)

    def allowance(self, limits: Limits) -> Allowance:
        return VenueLimiter(DOCUMENTED_LIMITS, limits)

    def plain(self, method: str, path: str, parameters: Parameters) -> Sealed:
        return encoded(parameters), b"", self._no_headers

    def stamped(self, method: str, path: str, parameters: Parameters) -> Sealed:
        return self._signed_query(parameters), b"", self._key_headers

    def _signed_query(self, parameters: Mapping[str, str]) -> str:
        """Percent-encoded, stamped and signed: exactly what is sent (BIN-01, BIN-02, BIN-03)."""
        assert self._signer is not None  # nothing is stamped without a key
        query = encoded(parameters)
        head = f"{query}&" if query else ""
        payload = f"{head}recvWindow={self._config().clock.recv_window_ms}&timestamp={self._venue_ms()}"
        return f"{payload}&signature={_quoted(self._signer.sign(payload.encode('ascii')))}"

    def refusal(self, answer: Answer, wall: Callable[[], float]) -> ExchangeError | None:
        return None if 200 <= answer.status < 300 else error_in(answer, wall())

    def refuses_key(self, error: ExchangeError) -> bool:
        return error.code in KEY_REFUSED

    def used(self, headers: Mapping[str, str]) -> Used:
        counts = {}
        for header, limit in self._counted:
            text = headers.get(header)
            if text is not None and text.isdecimal():
                counts[limit] = int(text)
        return counts

    def announced(self, rules: Sequence[LimitRule]) -> None:
        self._counted = _counted_in(rules)


_PLAIN = (string.ascii_letters + string.digits + "-._~").encode()
"""What stands for itself in a query (RFC 3986, unreserved)."""
_MARKS = b"=&" * 64
"""What is left of a query without all that, if no value needs encoding."""


def _quoted(text: str) -> str:
    """Percent-encoded; nearly always there is nothing to encode, and finding that out is cheap."""
    return text if text.isascii() and text.isalnum() else quote(text, safe="")


def encoded(parameters: Mapping[str, str]) -> str:
    # BIN-02: encoded before signing, and never touched again.
    plain = "&".join(map("=".join, parameters.items()))
    if plain.encode().translate(None, _PLAIN) == _MARKS[: 2 * len(parameters) - 1]:
        return plain  # nearly always: nothing in any value needs encoding
    return "&".join([f"{name}={_quoted(value)}" for name, value in parameters.items()])


def _counted_in(rules: Iterable[LimitRule]) -> tuple[tuple[istr, tuple[LimitKind, str]], ...]:
    """The header that states the count of each limit (BIN-21)."""
    return tuple((istr(_HEADERS[rule.kind] + rule.name), (rule.kind, rule.name)) for rule in rules)
