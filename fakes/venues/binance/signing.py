"""Is this signature right for these bytes?

The connector signs parameters with the standard library; the fake verifies, with another library, the
raw bytes as they came off the wire, so that neither side can inherit a mistake from the other.
"""

import base64
import binascii
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import load_pem_public_key

Verifier = Callable[[bytes, str], bool]
"""(payload, signature as sent, percent-decoded) -> does it fit?"""


def verifier(*, secret: str | None = None, public_key_pem: str | None = None) -> Verifier:
    """The verification that goes with a key: HMAC for a shared secret, else what the PEM says."""
    if secret is not None:
        return hmac_sha256(secret.encode())
    if public_key_pem is None:
        raise ValueError("a key has either a secret or a public key")
    key = load_pem_public_key(public_key_pem.encode())
    if isinstance(key, ed25519.Ed25519PublicKey):
        return _ed25519(key)
    if isinstance(key, rsa.RSAPublicKey):
        return _rsa(key)
    raise ValueError(f"the venue takes Ed25519 and RSA keys, not {type(key).__name__}")


def hmac_sha256(secret: bytes) -> Verifier:
    """Hexadecimal, in either case (BIN-01)."""
    keyed = HMAC(secret, SHA256())

    def fits(payload: bytes, signature: str) -> bool:
        mac = keyed.copy()
        mac.update(payload)
        try:
            mac.verify(bytes.fromhex(signature))
        except (InvalidSignature, ValueError):
            return False
        return " " not in signature  # bytes.fromhex forgives blanks, the venue does not

    return fits


def _ed25519(key: ed25519.Ed25519PublicKey) -> Verifier:
    def fits(payload: bytes, signature: str) -> bool:
        try:
            key.verify(base64.b64decode(signature, validate=True), payload)
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    return fits


def _rsa(key: rsa.RSAPublicKey) -> Verifier:
    """PKCS #1 v1.5 over SHA-256."""

    def fits(payload: bytes, signature: str) -> bool:
        try:
            key.verify(base64.b64decode(signature, validate=True), payload, padding.PKCS1v15(), SHA256())
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    return fits


def rest_payload(query: bytes, body: bytes) -> bytes:
    """Query then body with nothing between them, exactly as sent, without `signature` (BIN-01)."""
    return _without_signature(query) + _without_signature(body)


def _without_signature(part: bytes) -> bytes:
    if b"signature=" not in part:
        return part
    return b"&".join(pair for pair in part.split(b"&") if not pair.startswith(b"signature="))


def websocket_payload(parameters: Mapping[str, str]) -> bytes:
    """All parameters but `signature`, `apiKey` included, by name, raw UTF-8 (BIN-05).

    Numbers must come as the text that stood in the frame.
    """
    pairs = sorted((name, value) for name, value in parameters.items() if name != "signature")
    return "&".join(f"{name}={value}" for name, value in pairs).encode()
