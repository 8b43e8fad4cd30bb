"""Is this token right for this request? (CBS-01 to CBS-04)

The connector signs; the fake takes the token apart byte by byte and verifies with the public key alone, so
that neither side can inherit a mistake from the other.
"""

import base64
import binascii
import re
from typing import Any, Final

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ec import (
    ECDSA,
    EllipticCurvePrivateKey,
    EllipticCurvePublicKey,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from fakes.serving.nesting import shallow
from fakes.venue import Key

LIFE_S: Final = 120
AHEAD_S: Final = 1.0
"""How far ahead `nbf` may lie (CBS-04)."""

URL_SAFE: Final = re.compile(r"[A-Za-z0-9_-]*\Z")

PublicKey = EllipticCurvePublicKey | Ed25519PublicKey
Json = dict[str, Any]


class Token(msgspec.Struct, frozen=True):
    header: Json
    claims: Json
    signed: bytes
    signature: bytes

    @property
    def key_name(self) -> str:
        return str(self.header.get("kid", ""))

    def fits(self, public_key: PublicKey) -> bool:
        """Whether the algorithm is the key's and the signature right."""
        try:
            if isinstance(public_key, Ed25519PublicKey):
                if self.header.get("alg") != "EdDSA":
                    return False
                public_key.verify(self.signature, self.signed)
                return True
            if self.header.get("alg") != "ES256" or len(self.signature) != 64:
                return False
            r, s = (int.from_bytes(half, "big") for half in (self.signature[:32], self.signature[32:]))
            public_key.verify(encode_dss_signature(r, s), self.signed, ECDSA(SHA256()))
            return True
        except InvalidSignature:
            return False

    def is_timely(self, now_s: float) -> bool:
        """CBS-04."""
        begins_s, ends_s = _number(self.claims.get("nbf")), _number(self.claims.get("exp"))
        if begins_s is None or ends_s is None:
            return False
        return begins_s <= now_s + AHEAD_S and now_s < ends_s and ends_s - begins_s <= LIFE_S

    def is_for(self, method: str, path: str) -> bool:
        """Whether `uri`, or one of `uris`, names this request, whatever host it names (CBS-02)."""
        uris = self.claims.get("uris", [self.claims.get("uri")])
        return isinstance(uris, list) and any(_names(uri, method, path) for uri in uris)


def parse(text: str) -> Token | None:
    """None for what is no token."""
    parts = text.split(".")
    if len(parts) != 3:
        return None
    try:
        header, claims = (shallow(msgspec.json.decode(_decoded(part))) for part in parts[:2])
        signature = _decoded(parts[2])
    except (binascii.Error, ValueError, RecursionError):
        return None
    if not isinstance(header, dict) or not isinstance(claims, dict):
        return None
    return Token(header, claims, ".".join(parts[:2]).encode(), signature)


def public_key(key: Key) -> PublicKey | None:
    """None for a retired key, which has no pair (CBS-07)."""
    if key.public_key_pem is not None:
        return _of_this_venue(load_pem_public_key(key.public_key_pem.encode()))
    secret = (key.secret or "").strip()
    if secret.startswith("-----BEGIN"):
        private = load_pem_private_key(secret.encode(), password=None)
        assert isinstance(private, EllipticCurvePrivateKey | Ed25519PrivateKey)  # the stage made it
        return private.public_key()
    try:
        raw = base64.b64decode(secret, validate=True)
    except (binascii.Error, ValueError):
        return None
    return Ed25519PrivateKey.from_private_bytes(raw[:32]).public_key() if len(raw) in (32, 64) else None


def _of_this_venue(loaded: object) -> PublicKey:
    assert isinstance(loaded, EllipticCurvePublicKey | Ed25519PublicKey)  # the stage made it
    return loaded


def _decoded(part: str) -> bytes:
    """base64url without padding (RFC 7515)."""
    if not URL_SAFE.match(part):
        raise ValueError("no base64url")
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _names(uri: Any, method: str, path: str) -> bool:
    if not isinstance(uri, str):
        return False
    verb, _, place = uri.partition(" ")
    host, slash, rest = place.removeprefix("https://").removeprefix("http://").partition("/")
    return verb == method and bool(host) and slash + rest == path
