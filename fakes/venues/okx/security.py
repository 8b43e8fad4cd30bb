"""Who is asking, and may they: keys, environments, addresses, passphrases, times, signatures, permissions.

The order of the checks is not documented; this one fits the meanings of the codes (OKX-76).
"""

import re
from collections.abc import Callable, Mapping
from typing import Final

import msgspec

from fakes.venue import Key
from fakes.venues.okx import codes
from fakes.venues.okx.errors import Refuse
from fakes.venues.okx.signing import LOGIN, Verifier, verifier
from fakes.venues.okx.times import iso_s, unix_s

WINDOW_S: Final = 30.0
"""How far a timestamp may be from the venue's clock, either way (OKX-04)."""
WELL_FORMED: Final = re.compile(r"[A-Za-z0-9-]{16,64}")
TRADE: Final = "TRADE"


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """The headers of a private request (OKX-03), and what was signed: method, path with query, body."""

    api_key: str
    sign: str
    timestamp: str
    passphrase: str
    simulated: bool
    text: bytes


class Guard:
    """`clock_s`: the venue's own clock, Unix time."""

    def __init__(self, keys: Mapping[str, Key], clock_s: Callable[[], float]) -> None:
        self._keys = keys
        self._clock_s = clock_s
        self._verifiers: dict[str, Verifier] = {}

    def authorise(self, signed: Signed, source: str) -> Key:
        """Believes a signed request or raises Refuse."""
        for value, missing in (
            (signed.api_key, codes.NO_KEY),
            (signed.passphrase, codes.NO_PASSPHRASE),
            (signed.sign, codes.NO_SIGN),
            (signed.timestamp, codes.NO_TIMESTAMP),
        ):
            if not value:
                raise Refuse(missing)
        key = self.known(signed.api_key, source)
        if signed.simulated:  # the keys of this venue are of live trading (OKX-02)
            raise Refuse(codes.ENVIRONMENT)
        if signed.passphrase != key.passphrase:
            raise Refuse(codes.WRONG_PASSPHRASE)
        at_s = iso_s(signed.timestamp)
        if at_s is None:
            raise Refuse(codes.INVALID_TIMESTAMP)
        if not self._is_now(at_s):
            raise Refuse(codes.TIMESTAMP_EXPIRED)
        if not self._verifier(key)(signed.timestamp.encode() + signed.text, signed.sign):
            raise Refuse(codes.INVALID_SIGN)
        return key

    def known(self, api_key: str, source: str) -> Key:
        """The key of that name, if it may be used from there. Raises Refuse."""
        if not WELL_FORMED.fullmatch(api_key):
            raise Refuse(codes.INVALID_KEY)
        key = self._keys.get(api_key)
        if key is None:
            raise Refuse(codes.UNKNOWN_KEY)
        if not key.enabled:
            raise Refuse(codes.FROZEN)
        if key.sources and source not in key.sources:
            raise Refuse(codes.ADDRESS_UNLISTED, source, api_key)
        return key

    def log_in(self, *, api_key: str, passphrase: str, timestamp: str, sign: str) -> Key:
        """Believes a login on a WebSocket or raises LoginRefused (OKX-59)."""
        key = self._keys.get(api_key)
        if key is None or not key.enabled:
            raise LoginRefused(60032 if WELL_FORMED.fullmatch(api_key) else 60005)
        if passphrase != key.passphrase:
            raise LoginRefused(60024)
        at_s = unix_s(timestamp)
        if at_s is None:
            raise LoginRefused(60004)
        if not self._is_now(at_s):
            raise LoginRefused(60006)
        if not self._verifier(key)(timestamp.encode() + LOGIN, sign):
            raise LoginRefused(60007)
        return key

    def _is_now(self, at_s: float) -> bool:
        return abs(self._clock_s() - at_s) <= WINDOW_S

    def _verifier(self, key: Key) -> Verifier:
        found = self._verifiers.get(key.api_key)
        if found is None:
            found = self._verifiers[key.api_key] = verifier(key.secret or "")
        return found


class LoginRefused(Exception):
    """Carries one of the codes of the WebSocket (fakes.venues.okx.events)."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def check_permission(key: Key, *, trades: bool) -> None:
    """Raises Refuse."""
    if not key.permissions or (trades and TRADE not in key.permissions):
        raise Refuse(codes.NO_PERMISSION)
