"""Signatures agree with what the venue documents and with an independent implementation."""

import base64

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from exchanges.config import Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError
from exchanges.signing import Ed25519Signer, HmacSha256Signer, signer_for

# From https://developers.binance.com/docs/binance-spot-api-docs/rest-api/request-security
DOCUMENTED_SECRET = Secret("NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j")
DOCUMENTED_PAYLOAD = (
    b"symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
    b"&recvWindow=5000&timestamp=1499827319559"
)
DOCUMENTED_SIGNATURE = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"


def pem(key: Ed25519PrivateKey | X25519PrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    ).decode()


def test_hmac_agrees_with_the_documented_example() -> None:
    assert HmacSha256Signer(DOCUMENTED_SECRET).sign(DOCUMENTED_PAYLOAD) == DOCUMENTED_SIGNATURE


def test_a_signer_signs_every_time_as_if_it_were_the_first() -> None:
    signer = HmacSha256Signer(DOCUMENTED_SECRET)
    signer.sign(b"something else")

    assert signer.sign(DOCUMENTED_PAYLOAD) == DOCUMENTED_SIGNATURE


def test_ed25519_is_verified_by_the_public_key() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))

    signature = Ed25519Signer(Secret(pem(key))).sign(DOCUMENTED_PAYLOAD)

    key.public_key().verify(base64.b64decode(signature), DOCUMENTED_PAYLOAD)
    # Ed25519 is deterministic; the value was computed with four other implementations as well.
    assert signature == (
        "jjt1qwCY9csZlKsIpxgnSZSMn4zp40EFhbaN3JXjejGf6Zmc2MF5T+Kj6+CwPqvjBhT7RLWOVFrnRe0DYkbuBA=="
    )


@pytest.mark.parametrize("text", ["no key", "", pem(X25519PrivateKey.from_private_bytes(bytes(32)))])
def test_an_unusable_private_key_is_refused_without_quoting_it(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        Ed25519Signer(Secret(text))

    assert not text or text not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_kind_of_key_decides_the_signer() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))
    plain = Credentials(api_key="k", secret=DOCUMENTED_SECRET, environment=Environment.LIVE)
    curve = Credentials(
        api_key="k",
        secret=Secret(pem(key)),
        environment=Environment.LIVE,
        kind=KeyKind.ED25519,
    )

    assert isinstance(signer_for(plain), HmacSha256Signer)
    assert isinstance(signer_for(curve), Ed25519Signer)


def test_a_signer_does_not_show_its_key() -> None:
    key = Ed25519PrivateKey.from_private_bytes(bytes(32))

    assert repr(HmacSha256Signer(DOCUMENTED_SECRET)) == "HmacSha256Signer(…)"
    assert repr(Ed25519Signer(Secret(pem(key)))) == "Ed25519Signer(…)"


def test_a_refused_key_is_told_by_its_kind() -> None:
    """Which of the two it is decides what the user does next."""
    with pytest.raises(ConfigurationError, match="not an unencrypted PEM key"):
        Ed25519Signer(Secret("no key"))
    with pytest.raises(ConfigurationError, match="not an Ed25519 key"):
        Ed25519Signer(Secret(pem(X25519PrivateKey.from_private_bytes(bytes(32)))))
