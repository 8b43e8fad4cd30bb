"""Keys, times, signatures, permissions, addresses (BYB-01 to BYB-04, BYB-09)."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from fakes.venues.bybit.signing import login_payload, rest_payload, verifier
from tests.unit.fakes.bybit.bybit_caller import ORDER, BybitCaller, sign

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[3] / "vectors" / "bybit" / "signing.json").read_text(encoding="utf-8")
)


def pem(public: Any) -> str:
    return str(public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode())


@pytest.mark.parametrize("case", VECTORS["requests"], ids=lambda case: case["name"])
def test_known_signatures_fit(case: dict[str, Any]) -> None:
    fits = verifier(secret=VECTORS["secret"], public_key_pem=None)
    at, window = str(VECTORS["timestamp"]), str(VECTORS["recv_window"])
    signed = rest_payload(at, VECTORS["key"], window, case["payload"].encode())

    assert fits(signed, case["signature"])
    assert not fits(signed + b" ", case["signature"])
    assert not fits(signed, case["signature"].upper())
    assert not fits(signed, "no signature")


def test_white_space_counts() -> None:
    fits = verifier(secret=VECTORS["secret"], public_key_pem=None)
    [body] = [case for case in VECTORS["requests"] if case["method"] == "POST"]
    spaced = json.dumps(json.loads(body["payload"]))
    signed = rest_payload(
        str(VECTORS["timestamp"]), VECTORS["key"], str(VECTORS["recv_window"]), spaced.encode()
    )

    assert fits(signed, VECTORS["spaced"]["signature"])
    assert not fits(signed, body["signature"])


def test_a_known_login_fits() -> None:
    fits = verifier(secret=VECTORS["secret"], public_key_pem=None)

    assert fits(login_payload(str(VECTORS["login"]["expires"])), VECTORS["login"]["signature"])


def test_an_rsa_key_signs_in_base64() -> None:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    fits = verifier(secret=None, public_key_pem=pem(private.public_key()))
    signature = base64.b64encode(private.sign(b"signed", padding.PKCS1v15(), SHA256())).decode()

    assert fits(b"signed", signature)
    assert not fits(b"other", signature)
    assert not fits(b"signed", "no base64!")


def test_other_keys_are_none_of_the_venues() -> None:
    private = ec.generate_private_key(ec.SECP256R1())

    with pytest.raises(ValueError, match="RSA keys"):
        verifier(secret=None, public_key_pem=pem(private.public_key()))


@pytest.mark.parametrize(
    ("offset_ms", "window", "accepted"),
    [
        (0, "5000", True),
        (999, "5000", True),
        (1_000, "5000", False),
        (1_000, "60000", False),
        (-5_000, "5000", True),
        (-5_001, "5000", False),
        (-5_001, "6000", True),
        (-5_000, "", True),
        (-5_001, "", False),
        (-21, "20", False),
    ],
)
def test_a_time_must_lie_in_its_window(
    offset_ms: int, window: str, accepted: bool, caller: BybitCaller
) -> None:
    answer = caller.get("account/info", timestamp=str(caller.now_ms + offset_ms), window=window)

    assert answer.code == (0 if accepted else 10002)


def test_a_refused_time_tells_the_venues(caller: BybitCaller) -> None:
    answer = caller.get("account/info", timestamp="1799999990000")

    assert "req_timestamp[1799999990000]" in answer.body["retMsg"]
    assert "server_timestamp[1800000000000]" in answer.body["retMsg"]


@pytest.mark.parametrize("missing", ["api_key", "timestamp", "signature"])
def test_without_its_headers_a_request_is_nobodys(missing: str, caller: BybitCaller) -> None:
    answer = caller.get("account/info", **{missing: ""})

    assert answer.status == 401
    assert answer.body is None


@pytest.mark.parametrize("time", ["now", "1.5", "1e12"])
def test_a_time_is_a_number(time: str, caller: BybitCaller) -> None:
    assert caller.get("account/info", timestamp=time).code == 10001


def test_a_key_that_may_only_read_reads() -> None:
    caller = BybitCaller(permissions=("READ",))

    assert caller.get("account/info").code == 0
    assert caller.place().code == 10005


def test_a_key_is_used_from_its_addresses_only() -> None:
    caller = BybitCaller(sources=("10.0.0.1",))

    assert caller.get("account/info").code == 0
    assert caller.get("account/info", source="10.0.0.2").code == 10010


def test_a_key_that_was_taken_away_is_unknown(caller: BybitCaller) -> None:
    caller.venue.set_key_enabled(None, False)

    assert caller.get("account/info").code == 10003


def test_the_key_is_looked_at_before_the_time_and_that_before_the_signature(caller: BybitCaller) -> None:
    """BYB-10, which is ours."""
    bad: dict[str, Any] = {"timestamp": "1", "signature": "0" * 64}

    assert caller.get("account/info", api_key="nobody's", **bad).code == 10003
    assert caller.get("account/info", **bad).code == 10002
    assert caller.get("account/info", signature="0" * 64).code == 10004


def test_what_is_signed_with_one_window_does_not_fit_another(caller: BybitCaller) -> None:
    body = json.dumps({"category": "spot", **ORDER})
    signature = sign(str(caller.now_ms), "5000", body)

    assert caller.post("order/create", window="5000", signature=signature, **ORDER).code == 0
    assert caller.post("order/create", window="6000", signature=signature, **ORDER).code == 10004
