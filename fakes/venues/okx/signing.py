"""Is this signature right for these bytes? (OKX-03, OKX-59)

The connector signs with the standard library; the fake verifies, with another library, the raw bytes as
they came off the wire, so that neither side can inherit a mistake from the other.
"""

import base64
import binascii
from collections.abc import Callable
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

LOGIN: Final = b"GET/users/self/verify"
Verifier = Callable[[bytes, str], bool]
"""(what was signed, signature as sent) -> does it fit?"""


def verifier(secret: str) -> Verifier:
    """The secret is text as it is, whatever it looks like."""
    keyed = HMAC(secret.encode(), SHA256())

    def fits(signed: bytes, signature: str) -> bool:
        mac = keyed.copy()
        mac.update(signed)
        try:
            mac.verify(base64.b64decode(signature, validate=True))
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True

    return fits
