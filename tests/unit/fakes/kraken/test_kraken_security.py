"""Keys, signatures, nonces, lockouts, permissions: KRK-01 to KRK-03, KRK-30."""

import json
from pathlib import Path

import pytest

from fakes.ledger import Banned
from fakes.venues.kraken.nonces import Nonces
from fakes.venues.kraken.signing import verifier
from tests.unit.fakes.kraken.kraken_caller import SECRET, KrakenCaller, sign
from tests.unit.fakes.still_venue import OPENED_S

VECTORS = Path(__file__).parents[3] / "vectors" / "kraken" / "signing.json"


# --- signatures -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "vector", json.loads(VECTORS.read_text())["cases"], ids=lambda vector: vector["name"]
)
def test_documented_signatures_fit(vector: dict[str, str]) -> None:
    fits = verifier(vector["secret"])

    assert fits(vector["path"], vector["nonce"], vector["body"].encode(), vector["signature"])


def test_nothing_that_is_signed_may_differ() -> None:
    fits = verifier(SECRET)
    path, nonce, body = "/0/private/Balance", "17", "nonce=17&asset=ZUSD"
    signature = sign(path, nonce, body)

    assert fits(path, nonce, body.encode(), signature)
    assert not fits("/0/private/BalanceEx", nonce, body.encode(), signature)
    assert not fits(path, "18", body.encode(), signature)
    assert not fits(path, nonce, b"asset=ZUSD&nonce=17", signature)
    assert not fits(path, nonce, body.encode(), signature.lower())
    assert not fits(path, nonce, body.encode(), "no base64")
    assert not fits(path, nonce, body.encode(), "")


def test_a_request_without_signature_is_refused(caller: KrakenCaller) -> None:
    assert caller.post("Balance", signature="").error == "EAPI:Invalid signature"


def test_a_signature_covers_the_body_that_was_sent(caller: KrakenCaller) -> None:
    other = sign("/0/private/Balance", "5", "nonce=5&asset=ZUSD")

    assert caller.post("Balance", nonce="5", signature=other).error == "EAPI:Invalid signature"


# --- nonces ---------------------------------------------------------------------------------------


def test_nonces_rise_strictly(caller: KrakenCaller) -> None:
    errors = [caller.post("Balance", nonce=nonce).error for nonce in ("10", "10", "9", "11")]

    assert errors == [None, "EAPI:Invalid nonce", "EAPI:Invalid nonce", None]


def test_they_need_not_be_near_the_time(caller: KrakenCaller) -> None:
    errors = [caller.post("Balance", nonce=nonce).error for nonce in ("1", str(2**64 - 1), str(2**64))]

    assert errors == [None, None, "EAPI:Invalid nonce"]


def test_each_key_has_its_own() -> None:
    nonces = Nonces()

    assert nonces.accept("one", "10")
    assert nonces.accept("other", "5")


def test_a_request_that_fails_uses_its_nonce_up(caller: KrakenCaller) -> None:
    caller.post("CancelOrder", nonce="10", txid="OAAAAA-BBBBB-CCCCCC")

    assert caller.post("Balance", nonce="10").error == "EAPI:Invalid nonce"


def test_one_that_was_not_believed_does_not(caller: KrakenCaller) -> None:
    caller.post("Balance", nonce="10", signature="c2lnbmVk")

    assert caller.post("Balance", nonce="10").error is None


@pytest.mark.parametrize("nonce", ["", "-1", "1.5", "0x10", "1e3"])
def test_what_is_no_number_is_no_nonce(caller: KrakenCaller, nonce: str) -> None:
    assert caller.post("Balance", nonce=nonce).error == "EAPI:Invalid nonce"


def test_within_a_window_a_smaller_one_is_accepted_once() -> None:
    caller = KrakenCaller(limits={"nonce_window": 10})

    errors = [caller.post("Balance", nonce=nonce).error for nonce in ("100", "95", "95", "90", "91")]

    assert errors == [None, None, "EAPI:Invalid nonce", "EAPI:Invalid nonce", None]


# --- lockouts -------------------------------------------------------------------------------------


def test_bad_keys_in_a_row_lead_to_a_lockout_of_a_quarter_of_an_hour(caller: KrakenCaller) -> None:
    for _ in range(9):
        assert caller.post("Balance", api_key="nobody's").error == "EAPI:Invalid key"
    assert caller.post("Balance", api_key="nobody's").error == "EAPI:Invalid key"

    assert caller.post("Balance").error == "EGeneral:Temporary lockout"
    assert caller.get("Time").error == "EGeneral:Temporary lockout"
    assert caller.get("Time", source="10.0.0.2").error is None
    caller.now_s += 899
    assert caller.post("Balance").error == "EGeneral:Temporary lockout"
    caller.now_s += 1.5
    assert caller.post("Balance").error is None


def test_a_clock_that_is_set_on_ends_no_lockout(caller: KrakenCaller) -> None:
    for _ in range(10):
        caller.post("Balance", api_key="nobody's")

    caller.venue.step_clock(1_000.0)

    assert caller.post("Balance").error == "EGeneral:Temporary lockout"


def test_a_lockout_is_in_the_ledger(caller: KrakenCaller) -> None:
    for _ in range(10):
        caller.post("Balance", api_key="nobody's")

    assert [(e.fact.source, e.fact.until_s) for e in caller.venue.ledger.of(Banned)] == [("10.0.0.1", 900.0)]


def test_a_good_key_between_bad_ones_breaks_the_row(caller: KrakenCaller) -> None:
    for _ in range(9):
        caller.post("Balance", api_key="nobody's")
    caller.post("Balance")
    for _ in range(9):
        caller.post("Balance", api_key="nobody's")

    assert caller.post("Balance").error is None


def test_many_bad_nonces_in_a_row_lead_to_a_ban() -> None:
    caller = KrakenCaller()
    caller.post("Balance", nonce="100")
    for _ in range(30):
        assert caller.post("Balance", nonce="1").error == "EAPI:Invalid nonce"

    assert caller.post("Balance", nonce="101").error == "EGeneral:Temporary lockout"


# --- what keys may do -----------------------------------------------------------------------------


def test_a_key_may_be_bound_to_addresses(caller: KrakenCaller) -> None:
    key = next(iter(caller.venue.keys.values()))
    key.sources = ("10.0.0.7",)

    assert caller.post("Balance").error == "EAPI:Invalid key"
    assert caller.post("Balance", source="10.0.0.7").error is None


@pytest.mark.parametrize(
    ("permissions", "allowed", "denied"),
    [
        (
            ("READ",),
            ("Balance", "OpenOrders", "ClosedOrders", "GetWebSocketsToken"),
            ("AddOrder", "CancelAll"),
        ),
        (("TRADE",), ("CancelAll",), ("Balance", "OpenOrders", "TradesHistory", "GetWebSocketsToken")),
    ],
)
def test_methods_need_permissions(
    permissions: tuple[str, ...], allowed: tuple[str, ...], denied: tuple[str, ...]
) -> None:
    caller = KrakenCaller(permissions=permissions)

    assert [caller.post(name).error for name in allowed] == [None] * len(allowed)
    assert [caller.post(name).error for name in denied] == ["EGeneral:Permission denied"] * len(denied)


def test_what_a_key_may_do_can_be_asked_without_permission() -> None:
    caller = KrakenCaller(permissions=())

    told = caller.post("GetApiKeyInfo", nonce="77").result

    assert (told["nonce"], told["nonceWindow"], told["permissions"]) == ("77", 0, [])
    assert told["lastUsed"] == str(int(OPENED_S))


# --- the order of checks --------------------------------------------------------------------------


def test_checks_come_in_order() -> None:
    """Key, signature, nonce, calls, permission, mode, arguments: each hides those after it."""
    caller = KrakenCaller(permissions=("READ",), limits={"calls": 0})
    caller.venue.set_system_mode("maintenance")
    bad = {"signature": "c2lnbmVk", "nonce": "x"}

    assert caller.post("AddOrder", api_key="nobody's", **bad).error == "EAPI:Invalid key"
    assert caller.post("AddOrder", **bad).error == "EAPI:Invalid signature"
    assert caller.post("AddOrder", nonce="x").error == "EAPI:Invalid nonce"
    assert caller.post("Balance").error == "EAPI:Rate limit exceeded"
    assert caller.post("AddOrder").error == "EGeneral:Permission denied"
    trader = KrakenCaller()
    trader.venue.set_system_mode("maintenance")
    assert trader.post("AddOrder").error == "EService:Unavailable"
    trader.venue.set_system_mode("online")
    assert trader.post("AddOrder").error == "EGeneral:Invalid arguments:pair"
