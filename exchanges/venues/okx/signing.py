"""The signature of private requests and logins (OKX-03, OKX-59)."""

from __future__ import annotations

import base64
import hashlib
import hmac

from exchanges.credentials import Credentials, KeyKind
from exchanges.errors import ConfigurationError


class OkxSigner:
    """A key in three parts. The secret is prepared once: copying the state is cheaper than keying anew."""

    __slots__ = ("_keyed", "passphrase")

    def __init__(self, credentials: Credentials) -> None:
        """Raises ConfigurationError for a key that cannot sign here; its text holds nothing of the key."""
        if credentials.kind is not KeyKind.HMAC:
            raise ConfigurationError("OKX keys are a key, a secret and a passphrase, no private keys")
        if credentials.passphrase is None:
            raise ConfigurationError("an OKX key has a passphrase, and none was given")
        try:
            phrase = credentials.passphrase.reveal().decode("ascii")
        except UnicodeDecodeError:
            phrase = ""
        if not phrase.isprintable() or not phrase:
            # It travels in a header; aiohttp's own complaint would quote it.
            raise ConfigurationError("the passphrase of the key contains characters that none has")
        self.passphrase = credentials.passphrase
        self._keyed = hmac.new(credentials.secret.reveal(), digestmod=hashlib.sha256)

    def sign(self, timestamp: str, method: str, target: str, body: bytes = b"") -> str:
        """Base64, as ``OK-ACCESS-SIGN`` wants it. ``target``: path and query, exactly as sent."""
        mac = self._keyed.copy()
        mac.update(f"{timestamp}{method}{target}".encode("ascii") + body)
        return base64.b64encode(mac.digest()).decode("ascii")

    def __repr__(self) -> str:
        return "OkxSigner(…)"
