"""Signatures of documented examples, and keys that cannot sign."""

import pytest

from exchanges.config import Environment
from exchanges.credentials import Credentials, KeyKind, Secret
from exchanges.errors import ConfigurationError
from exchanges.venues.okx.signing import OkxSigner

# The secret and the time of the documentation's own example; what they give follows from its formula.
SECRET = "22582BD0CFF14C41EDBF1AB98506286D"
PHRASE = "MyPassphrase"
MOMENT = "2020-12-08T09:08:57.715Z"
ORDER = (
    b'{"instId":"BTC-USDT","tdMode":"cash","clOrdId":"b15","side":"buy","ordType":"limit",'
    b'"px":"2.15","sz":"2"}'
)


def credentials(passphrase: str | None = PHRASE, kind: KeyKind = KeyKind.HMAC) -> Credentials:
    return Credentials(
        api_key="key",
        secret=Secret(SECRET),
        environment=Environment.LIVE,
        kind=kind,
        passphrase=None if passphrase is None else Secret(passphrase),
    )


@pytest.mark.parametrize(
    ("method", "target", "body", "signature"),
    [
        ("GET", "/api/v5/account/balance?ccy=BTC", b"", "HiZhvSfMtWJA3uUIVXV3a/bSXNPCWvYFXoGCVS8V4zY="),
        ("GET", "/api/v5/account/positions", b"", "/w6Cv41ChLruPVaUgvVhgiKU8qrgrktegwlyk8CLg6g="),
        ("POST", "/api/v5/trade/order", ORDER, "dI6rrL9rXW/HdaPKJ/6LC1OgvH4/PYju6R3CqixMTNQ="),
    ],
)
def test_requests_are_signed_as_documented(method: str, target: str, body: bytes, signature: str) -> None:
    assert OkxSigner(credentials()).sign(MOMENT, method, target, body) == signature


@pytest.mark.parametrize(
    ("moment", "signature"),
    [
        ("1538054050", "+LdIr8lkkvhr5hoA3g9TMC0+uQJ849ftAcocA/ouu4M="),
        ("1538054050.123", "duzeOsKQkHL8AlCxA/a7YYTsTk8p99LZuWrpL3NPB1w="),
    ],
)
def test_logins_are_signed_as_documented(moment: str, signature: str) -> None:
    assert OkxSigner(credentials()).sign(moment, "GET", "/users/self/verify") == signature


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        (credentials(passphrase=None), "has a passphrase"),
        (credentials(kind=KeyKind.ED25519), "no private keys"),
        (credentials(passphrase="line\nbreak"), "characters"),
        (credentials(passphrase="слово"), "characters"),
    ],
)
def test_a_key_that_cannot_sign_is_refused_without_quoting_it(given: Credentials, complaint: str) -> None:
    with pytest.raises(ConfigurationError, match=complaint) as caught:
        OkxSigner(given)

    assert SECRET not in str(caught.value)
    assert "line" not in str(caught.value)


def test_a_signer_shows_nothing() -> None:
    assert repr(OkxSigner(credentials())) == "OkxSigner(…)"
