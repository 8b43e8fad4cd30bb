"""Keys of both kinds and tokens made of them, as a client would."""

import base64
import hashlib
import hmac
import json
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

NAME = "organizations/o/apiKeys/k"
OTHER_NAME = "organizations/o/apiKeys/other"
RETIRED_NAME, RETIRED_SECRET = "retired-key", "fake-legacy-secret"
HOST = "api.coinbase.com"


def ec_pem(scalar: int) -> str:
    private = derive_private_key(scalar, SECP256R1())
    return private.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


SECRET = ec_pem(int.from_bytes(bytes(range(1, 33)), "big"))
OTHER_SECRET = ec_pem(7)
ED25519_SEED = bytes(range(32))
ED25519_SECRET = base64.b64encode(
    ED25519_SEED + Ed25519PrivateKey.from_private_bytes(ED25519_SEED).public_key().public_bytes_raw()
).decode()


def token(
    now_s: float,
    uri: str | None,
    *,
    name: str = NAME,
    secret: str = SECRET,
    header: dict[str, Any] | None = None,
    **claims: Any,
) -> str:
    """`claims` and `header` override what is usual; a claim that is None is left out."""
    edwards = not secret.startswith("-----BEGIN")
    head = {"alg": "EdDSA" if edwards else "ES256", "kid": name, "nonce": "0" * 32, "typ": "JWT"}
    usual = {"sub": name, "iss": "cdp", "nbf": int(now_s), "exp": int(now_s) + 120, "uri": uri}
    said = {key: value for key, value in {**usual, **claims}.items() if value is not None}
    signed = f"{_encoded(_json({**head, **(header or {})}))}.{_encoded(_json(said))}"
    return f"{signed}.{_encoded(_signature(secret, signed.encode()))}"


def _signature(secret: str, signed: bytes) -> bytes:
    if not secret.startswith("-----BEGIN"):
        return Ed25519PrivateKey.from_private_bytes(base64.b64decode(secret)[:32]).sign(signed)
    private: Any = load_pem_private_key(secret.encode(), None)
    r, s = decode_dss_signature(private.sign(signed, ECDSA(SHA256(), deterministic_signing=True)))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def _json(value: Any) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def retired_signature(signed: str, secret: str = RETIRED_SECRET) -> str:
    return hmac.new(secret.encode(), signed.encode(), hashlib.sha256).hexdigest()
