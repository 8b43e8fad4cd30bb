"""Is this signature right for these bytes? (BYB-01, BYB-03)

The connector signs with the standard library; the fake verifies, with another library, the raw bytes as
they came off the wire, so that neither side can inherit a mistake from the other.
"""

import base64
import binascii
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import load_pem_public_key

Verifier = Callable[[bytes, str], bool]
"""(what was signed, signature as sent) -> does it fit?"""


def rest_payload(timestamp: str, api_key: str, window: str, payload: bytes) -> bytes:
    """`payload`: the raw query of a GET, the raw body of a POST."""
    return f"{timestamp}{api_key}{window}".encode("utf-8", "surrogateescape") + payload


def login_payload(expires: str) -> bytes:
    """BYB-68."""
    return f"GET/realtime{expires}".encode("utf-8", "surrogateescape")


def verifier(*, secret: str | None, public_key_pem: str | None) -> Verifier:
    """Raises ValueError for a key that is neither HMAC's nor RSA's."""
    if secret is not None:
        return _hmac(secret.encode())
    key = load_pem_public_key((public_key_pem or "").encode())
    if not isinstance(key, rsa.RSAPublicKey):
        raise ValueError(f"the venue takes RSA keys, not {type(key).__name__}")
    return _rsa(key)


def _hmac(secret: bytes) -> Verifier:
    keyed = HMAC(secret, SHA256())

    def fits(signed: bytes, signature: str) -> bool:
        mac = keyed.copy()
        mac.update(signed)
        try:
            mac.verify(bytes.fromhex(signature))
        except (InvalidSignature, ValueError):
            return False
        return signature == signature.lower() and " " not in signature

    return fits


def _rsa(key: rsa.RSAPublicKey) -> Verifier:
    def fits(signed: bytes, signature: str) -> bool:
        try:
            key.verify(base64.b64decode(signature, validate=True), signed, padding.PKCS1v15(), SHA256())
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    return fits
