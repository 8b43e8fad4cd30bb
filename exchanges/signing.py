"""Signatures over bytes. What those bytes are is the venue's dialect and not known here."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Protocol

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError


class Signer(Protocol):
    def sign(self, payload: bytes) -> str:
        """The signature as the venue wants it written, not yet percent-encoded."""


class HmacSha256Signer:
    """Lower-case hex. The key is prepared once: copying the state is cheaper than keying anew."""

    __slots__ = ("_keyed",)

    def __init__(self, secret: Secret) -> None:
        self._keyed = hmac.new(secret.reveal(), digestmod=hashlib.sha256)

    def sign(self, payload: bytes) -> str:
        mac = self._keyed.copy()
        mac.update(payload)
        return mac.hexdigest()

    def __repr__(self) -> str:
        return "HmacSha256Signer(…)"


def private_key_of(secret: Secret) -> PrivateKeyTypes:
    """The key that a PEM holds. Raises ConfigurationError, which tells nothing of it."""
    try:
        return load_pem_private_key(secret.reveal(), password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Their messages may describe the content; ours must not.
        raise ConfigurationError("the private key is not an unencrypted PEM key") from None


class Ed25519Signer:
    """Base64, which needs percent-encoding in a URL."""

    __slots__ = ("_key",)

    def __init__(self, secret: Secret) -> None:
        key = private_key_of(secret)
        if not isinstance(key, Ed25519PrivateKey):
            raise ConfigurationError("the private key is not an Ed25519 key")
        self._key = key

    def sign(self, payload: bytes) -> str:
        return base64.b64encode(self._key.sign(payload)).decode("ascii")

    def __repr__(self) -> str:
        return "Ed25519Signer(…)"


def signer_for(credentials: Credentials) -> Signer:
    """The signer that fits the kind of key. Raises ConfigurationError for an unusable key."""
    if credentials.kind is KeyKind.ED25519:
        return Ed25519Signer(credentials.secret)
    return HmacSha256Signer(credentials.secret)
