"""Keys: a value that refuses to be printed, and the only places it can come from.

Sources are environment variables (this is the sole reader of ``os.environ``) and an encrypted key
file, see ``key_file.py``. Variable names carry venue and environment
(``BINANCE_LIVE_API_KEY``, ``BINANCE_LIVE_API_SECRET``; at some venues ``…_API_PASSPHRASE`` too), so that a
key of one environment is never found when the other is asked for.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NoReturn

from exchanges.config import Environment
from exchanges.errors import ConfigurationError


class Secret:
    """Bytes that do not show themselves: not in repr, str, format, vars, pickle or errors."""

    __slots__ = ("__value",)

    def __init__(self, value: str | bytes) -> None:
        self.__value = value.encode() if isinstance(value, str) else bytes(value)

    def reveal(self) -> bytes:
        """The secret itself; to be called where it is used and kept nowhere."""
        return self.__value

    def __repr__(self) -> str:
        return "Secret(…)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self.__value, other.__value)

    # A hash of a low-entropy secret would give it away, and nobody needs one as a key.
    __hash__ = None  # type: ignore[assignment]

    def __bool__(self) -> bool:
        return bool(self.__value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a Secret is not serialised")

    def __copy__(self) -> Secret:
        return self

    def __deepcopy__(self, memo: object) -> Secret:
        return self


class KeyKind(Enum):
    HMAC = "hmac"
    """``secret`` is known to the venue too; which hash is made with it is the venue's dialect."""
    ED25519 = "ed25519"
    """``secret`` holds the private key: as PEM, or as the venue hands it out."""
    ES256 = "es256"
    """``secret`` holds the PEM of a private key on the curve P-256."""

    @classmethod
    def of(cls, secret: str) -> KeyKind:
        """What a secret is, by the head of its PEM if it has one; a private key that is silent is Ed25519."""
        if "PRIVATE KEY-----" not in secret:
            return cls.HMAC
        return cls.ES256 if "BEGIN EC PRIVATE KEY" in secret else cls.ED25519


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """One key of one environment. The API key is not secret, yet never logged: see ``key_id``."""

    api_key: str
    secret: Secret
    environment: Environment
    kind: KeyKind = KeyKind.HMAC
    passphrase: Secret | None = None
    """Venues that give a key in three parts ask for it with each signature; secret like the other."""

    def __post_init__(self) -> None:
        if not self.api_key or not self.secret:
            raise ConfigurationError("the API key or its secret is empty")
        if self.passphrase is not None and not self.passphrase:
            raise ConfigurationError("the passphrase of the API key is empty")
        if any(not 33 <= ord(character) <= 126 for character in self.api_key):
            # It travels in a header; aiohttp's own complaint would quote it.
            raise ConfigurationError("the API key contains characters that no key has")

    @property
    def secrets(self) -> tuple[Secret, ...]:
        """What no text may hold. The API key is none by itself, but nobody needs to read it either."""
        secrets = (self.secret, Secret(self.api_key), self.passphrase)
        return tuple(secret for secret in secrets if secret is not None)

    @property
    def key_id(self) -> str:
        """Eight hex digits that name the key in logs without being it."""
        return hashlib.sha256(self.api_key.encode()).hexdigest()[:8]

    def __repr__(self) -> str:
        return f"Credentials(key_id={self.key_id!r}, environment={self.environment.value!r})"

    @classmethod
    def from_environment(
        cls, venue: str, environment: Environment, variables: Mapping[str, str] | None = None
    ) -> Credentials:
        """Read ``<VENUE>_<ENVIRONMENT>_API_KEY`` and ``…_API_SECRET`` (or ``…_PRIVATE_KEY``), and
        ``…_API_PASSPHRASE`` if that is set.

        Raises ConfigurationError naming the missing variable, never a value.
        """
        source = os.environ if variables is None else variables
        prefix = f"{venue}_{environment.value}".upper()
        api_key = source.get(f"{prefix}_API_KEY", "").strip()
        if not api_key:
            raise ConfigurationError(f"environment variable {prefix}_API_KEY is not set")
        private_key = source.get(f"{prefix}_PRIVATE_KEY", "").strip()
        secret = source.get(f"{prefix}_API_SECRET", "").strip()
        phrase = source.get(f"{prefix}_API_PASSPHRASE", "").strip()
        passphrase = Secret(phrase) if phrase else None
        if private_key and secret:
            raise ConfigurationError(f"set {prefix}_API_SECRET or {prefix}_PRIVATE_KEY, not both")
        if private_key:
            return cls(
                api_key=api_key,
                secret=Secret(private_key + "\n"),
                environment=environment,
                kind=KeyKind.ES256 if KeyKind.of(private_key) is KeyKind.ES256 else KeyKind.ED25519,
                passphrase=passphrase,
            )
        if not secret:
            raise ConfigurationError(f"environment variable {prefix}_API_SECRET is not set")
        return cls(api_key=api_key, secret=Secret(secret), environment=environment, passphrase=passphrase)
