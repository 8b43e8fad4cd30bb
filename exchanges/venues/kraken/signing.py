"""The signature of private requests (KRK-01): over the path and a digest of nonce and body."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac

from exchanges.credentials import Credentials, KeyKind
from exchanges.errors import ConfigurationError


class KrakenSigner:
    """The key is prepared once: copying the state is cheaper than keying anew."""

    __slots__ = ("_keyed",)

    def __init__(self, credentials: Credentials) -> None:
        if credentials.kind is not KeyKind.HMAC:
            raise ConfigurationError("Kraken keys are pairs of a key and a base64 secret, no private keys")
        try:
            key = base64.b64decode(credentials.secret.reveal(), validate=True)
        except (binascii.Error, ValueError):
            # Not chained: what is wrong with a secret must not be told by quoting it.
            raise ConfigurationError("the secret of a Kraken key is base64, and this is not") from None
        self._keyed = hmac.new(key, digestmod=hashlib.sha512)

    def sign(self, path: str, nonce: str, body: bytes) -> str:
        """Base64, as ``API-Sign`` wants it. ``body`` exactly as sent, ``nonce`` as it stands in it."""
        mac = self._keyed.copy()
        mac.update(path.encode("ascii") + hashlib.sha256(nonce.encode("ascii") + body).digest())
        return base64.b64encode(mac.digest()).decode("ascii")

    def __repr__(self) -> str:
        return "KrakenSigner(…)"
