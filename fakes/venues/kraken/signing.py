"""Is this signature right for these bytes? (KRK-01)

The connector signs with the standard library; the fake verifies, with another library, the raw bytes as
they came off the wire, so that neither side can inherit a mistake from the other.
"""

import base64
import binascii
from collections.abc import Callable

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256, SHA512, Hash
from cryptography.hazmat.primitives.hmac import HMAC

Verifier = Callable[[str, str, bytes, str], bool]
"""(path, nonce as it stands in the body, raw body, signature as sent) -> does it fit?"""


def verifier(secret: str) -> Verifier:
    """Raises ValueError for a secret that is not base64."""
    keyed = HMAC(base64.b64decode(secret, validate=True), SHA512())

    def fits(path: str, nonce: str, body: bytes, signature: str) -> bool:
        inner = Hash(SHA256())
        inner.update(nonce.encode("utf-8", "surrogateescape") + body)
        mac = keyed.copy()
        mac.update(path.encode("utf-8", "surrogateescape") + inner.finalize())
        try:
            mac.verify(base64.b64decode(signature, validate=True))
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    return fits
