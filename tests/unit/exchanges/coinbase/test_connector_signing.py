"""Tokens and signatures, by vectors that others can compute."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    SECP384R1,
    EllipticCurve,
    derive_private_key,
)
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from exchanges.config import Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError
from exchanges.venues.coinbase.signing import TokenSigner, signer_of

VECTORS = json.loads(Path("tests/vectors/coinbase/signing.json").read_text())
HOST = "api.coinbase.com"
NOW_S = 1_700_000_000.4


def pem(curve: EllipticCurve, scalar: int) -> str:
    key = derive_private_key(scalar, curve)
    return key.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()


def credentials(secret: str, kind: KeyKind | None = None) -> Credentials:
    return Credentials(
        api_key=VECTORS["key_name"],
        secret=Secret(secret),
        environment=Environment.LIVE,
        kind=kind or KeyKind.of(secret),
    )


def secret_of(case: dict[str, Any]) -> str:
    return str(case.get("secret")) if "secret" in case else pem(SECP256R1(), int(case["scalar_hex"], 16))


def parts(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    head, claims = (json.loads(base64.urlsafe_b64decode(part + "==")) for part in token.split(".")[:2])
    return head, claims


@pytest.mark.parametrize("case", VECTORS["tokens"], ids=lambda case: f"{case['key']}-{bool(case['uri'])}")
def test_a_token_is_the_one_that_others_make_of_the_same_key(case: dict[str, Any]) -> None:
    signer = TokenSigner(credentials(secret_of(case), KeyKind(case["key"])), HOST)

    token = signer.token(VECTORS["begins_s"], VECTORS["ends_s"], VECTORS["nonce"], case["uri"])

    assert token == case["token"]


def test_each_request_has_a_token_of_its_own_that_names_it() -> None:
    signer = signer_of(credentials(pem(SECP256R1(), 5)), HOST)

    tokens = [signer.headers("GET", "/api/v3/x", b"", NOW_S, 120)["Authorization"] for _ in range(2)]

    (head, claims), (other, _) = (parts(token.removeprefix("Bearer ")) for token in tokens)
    assert claims == {
        "sub": VECTORS["key_name"],
        "iss": "cdp",
        "nbf": 1_699_999_999,
        "exp": 1_700_000_119,
        "uri": "GET api.coinbase.com/api/v3/x",
    }
    assert (head["alg"], head["kid"], head["typ"]) == ("ES256", VECTORS["key_name"], "JWT")
    assert head["nonce"] != other["nonce"]
    assert len(head["nonce"]) == 32


def test_a_token_may_be_given_less_time() -> None:
    signer = signer_of(credentials(pem(SECP256R1(), 5)), HOST)

    token = signer.headers("POST", "/api/v3/x", b"{}", NOW_S, 5)["Authorization"]

    assert parts(token.removeprefix("Bearer "))[1]["exp"] == 1_700_000_005


def test_a_message_has_a_token_without_address() -> None:
    signer = signer_of(credentials(VECTORS["tokens"][0]["secret"], KeyKind.ED25519), HOST)

    first, second = (signer.fields("user", (), NOW_S)["jwt"] for _ in range(2))

    assert "uri" not in parts(first)[1]
    assert parts(first)[0]["alg"] == "EdDSA"
    assert first != second


def test_a_seed_alone_and_a_pem_are_the_same_key() -> None:
    whole = base64.b64decode(VECTORS["tokens"][0]["secret"])
    key = Ed25519PrivateKey.from_private_bytes(whole[:32])
    written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()

    tokens = [
        TokenSigner(credentials(secret, KeyKind.ED25519), HOST).token(1, 2, "n", None)
        for secret in (base64.b64encode(whole[:32]).decode(), VECTORS["tokens"][0]["secret"], written)
    ]

    assert tokens == [tokens[0]] * 3


@pytest.mark.parametrize("case", VECTORS["requests"], ids=lambda case: case["method"])
def test_the_retired_kind_signs_time_method_path_and_body(case: dict[str, str]) -> None:
    signer = signer_of(credentials(VECTORS["shared_secret"]), HOST)

    headers = signer.headers(case["method"], case["path"], case["body"].encode(), NOW_S, 120)

    assert headers == {
        "CB-ACCESS-KEY": VECTORS["key_name"],
        "CB-ACCESS-SIGN": case["signature"],
        "CB-ACCESS-TIMESTAMP": "1700000000",
    }


@pytest.mark.parametrize("case", VECTORS["messages"], ids=lambda case: case["channel"])
def test_the_retired_kind_signs_time_channel_and_products(case: dict[str, Any]) -> None:
    signer = signer_of(credentials(VECTORS["shared_secret"]), HOST)

    fields = signer.fields(case["channel"], case["products"], NOW_S)

    assert fields == {
        "api_key": VECTORS["key_name"],
        "timestamp": "1700000000",
        "signature": case["signature"],
    }


@pytest.mark.parametrize(
    "secret",
    ["c2hvcnQ=", "no base64 at all!", "-----BEGIN EC PRIVATE KEY-----\nc2VjcmV0\n", pem(SECP384R1(), 5)],
    ids=["short", "not-base64", "broken-pem", "other-curve"],
)
def test_an_unusable_key_is_refused_and_not_quoted(secret: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        signer_of(credentials(secret, KeyKind.ED25519), HOST)

    assert not any(line and line in str(caught.value) for line in secret.splitlines())


@pytest.mark.parametrize("secret", [VECTORS["shared_secret"], pem(SECP256R1(), 5)], ids=["shared", "private"])
def test_a_signer_does_not_show_its_key(secret: str) -> None:
    assert repr(signer_of(credentials(secret), HOST)).endswith("Signer(…)")
