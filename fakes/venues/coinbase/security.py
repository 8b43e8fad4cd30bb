"""Who is asking, and may they: tokens and retired keys over REST and WebSocket, permissions (CBS-85)."""

from collections.abc import Callable, Mapping

import msgspec

from fakes.venue import Key
from fakes.venues.coinbase import legacy, tokens
from fakes.venues.coinbase.endpoints import PERMISSIONS
from fakes.venues.coinbase.errors import missing_scopes
from fakes.venues.coinbase.tokens import PublicKey


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What a request says of who sends it: a token, or the three headers of a retired key."""

    bearer: str = ""
    api_key: str = ""
    signature: str = ""
    timestamp: str = ""

    @property
    def named(self) -> str:
        """The key as it is claimed to be; "" if none is."""
        if self.api_key:
            return self.api_key
        token = tokens.parse(self.bearer)
        return "" if token is None else token.key_name


class Guard:
    """`clock_s` is the venue's own clock."""

    def __init__(self, *, keys: Mapping[str, Key], clock_s: Callable[[], float]) -> None:
        self._keys = keys
        self._clock_s = clock_s
        self._public_keys: dict[str, PublicKey | None] = {}

    def of_request(
        self, credentials: Credentials, source: str, method: str, path: str, body: bytes
    ) -> Key | None:
        """The key, if it is believed; None says no more than the venue does (CBS-05)."""
        if credentials.api_key:
            signed = f"{credentials.timestamp}{method}{path}".encode() + body
            return self._retired(credentials, source, signed)
        return self._of_token(credentials.bearer, source, method=method, path=path)

    def of_message(self, credentials: Credentials, source: str, signed: str) -> Key | None:
        """The same of a message on a WebSocket, whose token has no `uri` (CBS-66)."""
        if credentials.api_key:
            return self._retired(credentials, source, f"{credentials.timestamp}{signed}".encode())
        return self._of_token(credentials.bearer, source)

    def _of_token(self, text: str, source: str, *, method: str = "", path: str = "") -> Key | None:
        token = tokens.parse(text)
        if token is None or token.claims.get("sub") != token.key_name:
            return None
        key = self._known(token.key_name, source)
        public_key = None if key is None else self._public_key(key)
        if public_key is None or not token.fits(public_key) or not token.is_timely(self._clock_s()):
            return None
        return key if not method or token.is_for(method, path) else None

    def _retired(self, credentials: Credentials, source: str, signed: bytes) -> Key | None:
        key = self._known(credentials.api_key, source)
        if key is None or key.secret is None or self._public_key(key) is not None:
            return None
        if not legacy.fits(key.secret, signed, credentials.signature):
            return None
        return key if legacy.is_timely(credentials.timestamp, self._clock_s()) else None

    def _known(self, name: str, source: str) -> Key | None:
        key = self._keys.get(name)
        if key is None or not key.enabled or (key.sources and source not in key.sources):
            return None
        return key

    def _public_key(self, key: Key) -> PublicKey | None:
        if key.api_key not in self._public_keys:
            self._public_keys[key.api_key] = tokens.public_key(key)
        return self._public_keys[key.api_key]


def allowed(key: Key) -> list[str]:
    """The venue's names for what the key may do."""
    return [PERMISSIONS[permission] for permission in key.permissions if permission in PERMISSIONS]


def check_permission(key: Key, needs: str) -> None:
    """Raises Refuse."""
    if needs not in allowed(key):
        raise missing_scopes()
