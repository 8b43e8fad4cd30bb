"""Who is asking, and may they: keys, addresses, times, signatures, permissions (BYB-04, BYB-09, BYB-10)."""

from collections.abc import Callable, Mapping
from typing import Final

from fakes.venue import Key
from fakes.venues.bybit import errors
from fakes.venues.bybit.errors import Refuse, params
from fakes.venues.bybit.parameters import INTEGER
from fakes.venues.bybit.signing import Verifier, login_payload, rest_payload, verifier

WINDOW_MS: Final = 5_000
AHEAD_MS: Final = 1_000
"""A timestamp may be less than that before the venue's clock."""


class Guard:
    """`clock_ms` is the venue's own clock."""

    def __init__(self, *, keys: Mapping[str, Key], clock_ms: Callable[[], int]) -> None:
        self._keys = keys
        self._clock_ms = clock_ms
        self._verifiers: dict[str, Verifier] = {}

    def authorise(
        self, *, source: str, api_key: str, timestamp: str, window: str, signature: str, payload: bytes
    ) -> Key:
        """Believes a signed request or raises Refuse. `window` "" = the header was left out (BYB-02)."""
        key = self.known(api_key, source)
        self.check_time(timestamp, window)
        if not self._verifier(key)(rest_payload(timestamp, api_key, window, payload), signature):
            raise Refuse(errors.BAD_SIGNATURE)
        return key

    def logged_in(self, *, source: str, api_key: str, expires: str, signature: str) -> Key:
        """Believes a login over a socket or raises Refuse (BYB-68)."""
        key = self.known(api_key, source)
        if not INTEGER.match(expires) or int(expires) <= self._clock_ms():
            raise Refuse(errors.Error(10004, "expires is in the past"))
        if not self._verifier(key)(login_payload(expires), signature):
            raise Refuse(errors.BAD_SIGNATURE)
        return key

    def known(self, api_key: str, source: str) -> Key:
        key = self._keys.get(api_key)
        if key is None or not key.enabled:
            raise Refuse(errors.INVALID_KEY)
        if key.sources and source not in key.sources:
            raise Refuse(errors.UNMATCHED_IP)
        return key

    def check_time(self, timestamp: str, window: str) -> None:
        """BYB-04."""
        if not INTEGER.match(timestamp) or (window and not INTEGER.match(window)):
            raise Refuse(params("X-BAPI-TIMESTAMP or X-BAPI-RECV-WINDOW invalid"))
        at_ms, window_ms, now_ms = int(timestamp), int(window or WINDOW_MS), self._clock_ms()
        if not now_ms - window_ms <= at_ms < now_ms + AHEAD_MS:
            raise Refuse(errors.bad_time(at_ms, now_ms, window_ms))

    def _verifier(self, key: Key) -> Verifier:
        found = self._verifiers.get(key.api_key)
        if found is None:
            found = verifier(secret=key.secret, public_key_pem=key.public_key_pem)
            self._verifiers[key.api_key] = found
        return found


def check_permission(key: Key, needs: str) -> None:
    """Raises Refuse."""
    if needs not in key.permissions:
        raise Refuse(errors.NO_PERMISSION)
