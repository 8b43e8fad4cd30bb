"""Keys of this venue: private ones that sign tokens, and the retired kind with a secret that both know."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Protocol

import msgspec
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError
from exchanges.signing import private_key_of

LIFETIME_S = 120
"""The longest that a token may live (CBS-04)."""

_EARLIER_S = 1
"""A token begins a little before our idea of the venue's time, which may be ahead."""

_SEED, _SEED_AND_PUBLIC = 32, 64

_encode = msgspec.json.Encoder().encode


class Signer(Protocol):
    """``now_s``: epoch seconds of the venue."""

    def headers(
        self, method: str, path: str, body: bytes, now_s: float, lifetime_s: int
    ) -> Mapping[str, str]:
        """What proves whose a request is. ``path`` without query; ``body`` exactly as sent."""

    def fields(self, channel: str, products: Sequence[str], now_s: float) -> Mapping[str, str]:
        """What proves it in a message of the WebSocket."""


class TokenSigner:
    """A new token for each request (CBS-01, CBS-02) and for each message (CBS-66)."""

    def __init__(self, credentials: Credentials, authority: str) -> None:
        self._name = credentials.api_key
        self._authority = authority
        self._key = _private_key(credentials.secret)
        self._algorithm = "EdDSA" if isinstance(self._key, Ed25519PrivateKey) else "ES256"
        self._count = 0

    def headers(
        self, method: str, path: str, body: bytes, now_s: float, lifetime_s: int
    ) -> Mapping[str, str]:
        begins_s = int(now_s) - _EARLIER_S
        ends_s = min(int(now_s) + lifetime_s, begins_s + LIFETIME_S)
        token = self.token(begins_s, ends_s, self._nonce(now_s), f"{method} {self._authority}{path}")
        return {"Authorization": f"Bearer {token}"}

    def fields(self, channel: str, products: Sequence[str], now_s: float) -> Mapping[str, str]:
        begins_s = int(now_s) - _EARLIER_S
        return {"jwt": self.token(begins_s, begins_s + LIFETIME_S, self._nonce(now_s), None)}

    def token(self, begins_s: int, ends_s: int, nonce: str, uri: str | None) -> str:
        head = {"alg": self._algorithm, "kid": self._name, "nonce": nonce, "typ": "JWT"}
        claims: dict[str, str | int] = {"sub": self._name, "iss": "cdp", "nbf": begins_s, "exp": ends_s}
        if uri is not None:
            claims["uri"] = uri
        signed = b".".join((_base64url(_encode(head)), _base64url(_encode(claims))))
        return b".".join((signed, _base64url(self._signature(signed)))).decode("ascii")

    def _nonce(self, now_s: float) -> str:
        """Unlike any before; nobody need be unable to guess it."""
        self._count += 1
        return f"{int(now_s * 1000):016x}{self._count:016x}"

    def _signature(self, payload: bytes) -> bytes:
        if isinstance(self._key, Ed25519PrivateKey):
            return self._key.sign(payload)
        # The same for the same token (RFC 6979): chance that nobody seeded has no place in a signature.
        r, s = decode_dss_signature(self._key.sign(payload, ECDSA(SHA256(), deterministic_signing=True)))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")

    def __repr__(self) -> str:
        return "TokenSigner(…)"


class SharedSecretSigner:
    """Hexadecimal digits over time, method, path and body (CBS-07)."""

    def __init__(self, credentials: Credentials) -> None:
        self._name = credentials.api_key
        self._keyed = hmac.new(credentials.secret.reveal(), digestmod=hashlib.sha256)

    def headers(
        self, method: str, path: str, body: bytes, now_s: float, lifetime_s: int
    ) -> Mapping[str, str]:
        stamp = str(int(now_s))
        return {
            "CB-ACCESS-KEY": self._name,
            "CB-ACCESS-SIGN": self._signature(f"{stamp}{method}{path}".encode() + body),
            "CB-ACCESS-TIMESTAMP": stamp,
        }

    def fields(self, channel: str, products: Sequence[str], now_s: float) -> Mapping[str, str]:
        stamp = str(int(now_s))
        signature = self._signature(f"{stamp}{channel}{','.join(products)}".encode())
        return {"api_key": self._name, "timestamp": stamp, "signature": signature}

    def _signature(self, payload: bytes) -> str:
        mac = self._keyed.copy()
        mac.update(payload)
        return mac.hexdigest()

    def __repr__(self) -> str:
        return "SharedSecretSigner(…)"


def signer_of(credentials: Credentials, authority: str) -> Signer:
    """``authority``: host of REST, with its port if that is not the usual one; a token names it.

    Raises ConfigurationError for an unusable key.
    """
    if credentials.kind is KeyKind.HMAC:
        return SharedSecretSigner(credentials)
    return TokenSigner(credentials, authority)


def _private_key(secret: Secret) -> Ed25519PrivateKey | EllipticCurvePrivateKey:
    """From a PEM, or from base64 of a seed, with or without its public key behind it (CBS-03)."""
    text = secret.reveal().strip()
    if not text.startswith(b"-----"):
        return _from_seed(text)
    key = private_key_of(secret)
    if isinstance(key, Ed25519PrivateKey):
        return key
    if isinstance(key, EllipticCurvePrivateKey) and isinstance(key.curve, SECP256R1):
        return key
    raise ConfigurationError("a Coinbase key is one of P-256 or Ed25519")


def _from_seed(text: bytes) -> Ed25519PrivateKey:
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) not in (_SEED, _SEED_AND_PUBLIC):
        # Not chained: what is wrong with a secret must not be told by quoting it.
        raise ConfigurationError("the private key is neither a PEM nor base64 of an Ed25519 key")
    return Ed25519PrivateKey.from_private_bytes(raw[:_SEED])


def _base64url(data: bytes) -> bytes:
    return base64.urlsafe_b64encode(data).rstrip(b"=")
