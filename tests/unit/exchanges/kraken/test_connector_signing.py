"""Signatures agree with the documented example and with those computed elsewhere (KRK-01)."""

import json
from pathlib import Path

import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError
from exchanges.venues.kraken.signing import KrakenSigner

VECTORS = Path(__file__).parents[3] / "vectors" / "kraken" / "signing.json"
CASES = json.loads(VECTORS.read_text())["cases"]


def signer(secret: str, kind: KeyKind = KeyKind.HMAC) -> KrakenSigner:
    return KrakenSigner(
        Credentials(api_key="key", secret=Secret(secret), environment=Environment.LIVE, kind=kind)
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_the_signature_is_the_published_one(case: dict[str, str]) -> None:
    made = signer(case["secret"]).sign(case["path"], case["nonce"], case["body"].encode())

    assert made == case["signature"]


def test_a_signer_signs_every_time_as_if_it_were_the_first() -> None:
    case = CASES[0]
    subject = signer(case["secret"])
    subject.sign("/0/private/Balance", "1", b"nonce=1")

    assert subject.sign(case["path"], case["nonce"], case["body"].encode()) == case["signature"]


@pytest.mark.parametrize("secret", ["not base64!", "YWJj*", "YWJ"])
def test_a_secret_that_is_not_base64_is_refused_without_quoting_it(secret: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        signer(secret)

    assert secret not in str(caught.value)
    assert caught.value.__cause__ is None


def test_a_private_key_is_no_key_of_this_venue() -> None:
    with pytest.raises(ConfigurationError):
        signer(CASES[0]["secret"], KeyKind.ED25519)


def test_a_signer_does_not_show_its_key() -> None:
    assert repr(signer(CASES[0]["secret"])) == "KrakenSigner(…)"
