"""How retired keys sign (CBS-07): verified over the raw bytes, by other means than clients sign with."""

import binascii
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

OFF_S: Final = 30.0
"""So far a timestamp may be off."""


def fits(secret: str, signed: bytes, signature: str) -> bool:
    """`signed`: over REST timestamp, method, path and body; over a WebSocket timestamp, channel, products."""
    mac = HMAC(secret.encode(), SHA256())
    mac.update(signed)
    try:
        mac.verify(binascii.unhexlify(signature))
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True


def is_timely(timestamp: str, now_s: float) -> bool:
    """Whole seconds."""
    return timestamp.isascii() and timestamp.isdigit() and abs(now_s - int(timestamp)) <= OFF_S
