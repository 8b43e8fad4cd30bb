"""Who is asking, and may they: keys, clocks and signatures, in the order in which the venue looks."""

import re
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from fakes.venue import Key
from fakes.venues.binance import errors
from fakes.venues.binance.endpoints import Request, Security
from fakes.venues.binance.errors import Refuse
from fakes.venues.binance.parameters import Parameters
from fakes.venues.binance.signing import Verifier, verifier

KEY_FORMAT: Final = re.compile(r"^[A-Za-z0-9_\-]{1,128}$")
RECV_WINDOW: Final = re.compile(r"^[0-9]{1,20}(\.[0-9]{1,3})?$")
DEFAULT_WINDOW_MS: Final = 5000
LARGEST_WINDOW_MS: Final = 60_000
FAR_AHEAD_MS: Final = 1_000
EPOCH_2017_US: Final = 1_483_228_800_000_000
MICROSECONDS_FROM: Final = 10**14
"""A timestamp of this size is in microseconds: in milliseconds it would lie in the year 5138."""
PERMISSION: Final = {
    Security.TRADE: "TRADE",
    Security.USER_DATA: "READ",
    Security.USER_STREAM: "READ",
}


class Freshness(msgspec.Struct, frozen=True):
    """A request's own time and how long it allows; microseconds inside."""

    timestamp_us: int
    window_us: int

    def check(self, now_ms: int) -> None:
        """Raise -1021 unless the request is neither early nor stale (BIN-03)."""
        now_us = now_ms * 1000
        if self.timestamp_us >= now_us + FAR_AHEAD_MS * 1000:
            raise Refuse(errors.TOO_EARLY)
        self.check_age(now_ms)

    def check_age(self, now_ms: int) -> None:
        """The second look, just before the matching engine (BIN-04)."""
        if now_ms * 1000 - self.timestamp_us > self.window_us:
            raise Refuse(errors.TOO_OLD)


class Authorised(msgspec.Struct, frozen=True):
    key: Key
    freshness: Freshness


class Guard:
    """Believes a signed request or raises. The documents do not say in which order the venue checks;
    this one looks at the form of the key, the parameters, the clock, the key, the signature, the permission.
    """

    def __init__(self, keys: Mapping[str, Key], clock_ms: Callable[[], int]) -> None:
        self._keys = keys
        self._clock_ms = clock_ms
        self._verifiers: dict[str, Verifier] = {}

    def authorise(self, request: Request, parameters: Parameters) -> Authorised:
        if request.logged_on is not None and request.api_key is None:
            return self._by_session(request.logged_on, request, parameters)
        if request.api_key is None or not KEY_FORMAT.match(request.api_key):
            raise Refuse(errors.BAD_KEY_FORMAT)  # BIN-06
        freshness = _freshness(parameters)
        if not request.signature:
            raise Refuse(errors.missing("signature"))
        freshness.check(self._clock_ms())
        key = self._known(request.api_key, request.source)
        if request.transport == "rest" and not request.payload.isascii():  # BIN-02
            raise Refuse(errors.BAD_SIGNATURE)
        if not self._verifier(key)(request.payload, request.signature):
            raise Refuse(errors.BAD_SIGNATURE)
        return _permitted(key, freshness, request)

    def _by_session(self, api_key: str, request: Request, parameters: Parameters) -> Authorised:
        """After session.logon requests need a timestamp, but neither key nor signature."""
        freshness = _freshness(parameters)
        freshness.check(self._clock_ms())
        return _permitted(self._known(api_key, request.source), freshness, request)

    def _known(self, api_key: str, source: str) -> Key:
        key = self._keys.get(api_key)
        if key is None or not key.enabled or (key.sources and source not in key.sources):
            raise Refuse(errors.REJECTED_KEY)
        return key

    def _verifier(self, key: Key) -> Verifier:
        found = self._verifiers.get(key.api_key)
        if found is None:
            found = self._verifiers[key.api_key] = verifier(
                secret=key.secret, public_key_pem=key.public_key_pem
            )
        return found


def _permitted(key: Key, freshness: Freshness, request: Request) -> Authorised:
    if PERMISSION[request.endpoint.security] not in key.permissions:
        raise Refuse(errors.REJECTED_KEY)
    return Authorised(key, freshness)


def _freshness(parameters: Parameters) -> Freshness:
    parameters.required("timestamp")
    stamp = parameters.integer("timestamp") or 0
    stamp_us = stamp if stamp >= MICROSECONDS_FROM else stamp * 1000
    if stamp_us < EPOCH_2017_US:
        raise Refuse(errors.TOO_OLD)
    text = parameters.text("recvWindow")
    if text is None:
        return Freshness(stamp_us, DEFAULT_WINDOW_MS * 1000)
    if not RECV_WINDOW.match(text):
        raise Refuse(errors.illegal("recvWindow", RECV_WINDOW.pattern))
    whole, _, fraction = text.partition(".")
    window_us = int(whole) * 1000 + int((fraction + "000")[:3])
    if window_us > LARGEST_WINDOW_MS * 1000:
        raise Refuse(errors.too_great("recvWindow", LARGEST_WINDOW_MS))
    return Freshness(stamp_us, window_us)
