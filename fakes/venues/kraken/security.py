"""Who is asking, and may they: lockouts, keys, signatures, nonces, permissions.

The order of the checks is not documented; this one fits the meanings of the errors (KRK-71). A lockout is by
address.
"""

from collections.abc import Callable, Mapping
from typing import Final

from fakes.ledger import Banned, Ledger
from fakes.quotas import BanLadder
from fakes.venue import Key
from fakes.venues.kraken import errors
from fakes.venues.kraken.endpoints import PERMISSIONS
from fakes.venues.kraken.errors import Refuse
from fakes.venues.kraken.nonces import Nonces
from fakes.venues.kraken.signing import Verifier, verifier

LOCKOUT_S: Final = 900.0
"""About a quarter of an hour (KRK-30)."""
BAD_KEYS: Final = 9
BAD_NONCES: Final = 29
"""How many in a row are borne is not documented (KRK-03, KRK-30, KRK-78); the next leads to the lockout."""
IN_A_ROW_S: Final = 300.0


class Guard:
    """`now_s` is time as it passes, whatever the venue's clock says."""

    def __init__(
        self, *, keys: Mapping[str, Key], ledger: Ledger, now_s: Callable[[], float], nonces: Nonces
    ) -> None:
        self.nonces = nonces
        self._keys = keys
        self._ledger = ledger
        self._now_s = now_s
        self._verifiers: dict[str, Verifier] = {}
        self._bad_keys = _ladder(BAD_KEYS)
        self._bad_nonces = _ladder(BAD_NONCES)

    def check_lockout(self, source: str) -> None:
        """Raises Refuse while the address is locked out."""
        now_s = self._now_s()
        for ladder in (self._bad_keys, self._bad_nonces):
            if ladder.banned_until(source, now_s) is not None:
                raise Refuse(errors.LOCKED_OUT)

    def authorise(
        self, *, source: str, api_key: str, signature: str, path: str, nonce: str, body: bytes
    ) -> Key:
        """Believes a signed request or raises Refuse."""
        try:
            key = self.known(api_key, source)
        except Refuse:
            self._strike(self._bad_keys, source)
            raise
        self._bad_keys.forgive(source)
        if not nonce:
            raise Refuse(errors.INVALID_NONCE)
        if not self._verifier(key)(path, nonce, body, signature):
            raise Refuse(errors.INVALID_SIGNATURE)
        if not self.nonces.accept(api_key, nonce):
            self._strike(self._bad_nonces, source)
            raise Refuse(errors.INVALID_NONCE)
        self._bad_nonces.forgive(source)
        return key

    def known(self, api_key: str, source: str) -> Key:
        key = self._keys.get(api_key)
        if key is None or not key.enabled or (key.sources and source not in key.sources):
            raise Refuse(errors.INVALID_KEY)
        return key

    def _strike(self, ladder: BanLadder, source: str) -> None:
        now_s = self._now_s()
        until_s = ladder.strike(source, now_s)
        if until_s is not None:
            self._ledger.record(Banned(source=source, until_s=self._ledger.now() + until_s - now_s))

    def _verifier(self, key: Key) -> Verifier:
        found = self._verifiers.get(key.api_key)
        if found is None:
            found = self._verifiers[key.api_key] = verifier(key.secret or "")
        return found


def allowed(key: Key) -> list[str]:
    """The venue's names for what the key may do."""
    return [each for permission in key.permissions for each in PERMISSIONS.get(permission, ())]


def check_permission(key: Key, needs: tuple[str, ...]) -> None:
    """Any one of them will do. Raises Refuse."""
    if needs and not any(each in needs for each in allowed(key)):
        raise Refuse(errors.PERMISSION_DENIED)


def _ladder(tolerated: int) -> BanLadder:
    return BanLadder(
        tolerated=tolerated, forgives_s=IN_A_ROW_S, first_ban_s=LOCKOUT_S, longest_ban_s=LOCKOUT_S
    )
