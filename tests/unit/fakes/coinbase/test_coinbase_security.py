"""Tokens, retired keys, times and permissions: CBS-01 to CBS-07."""

import json
from pathlib import Path
from typing import Any

import pytest

from fakes.venue import Key
from fakes.venues.coinbase import legacy, tokens
from fakes.venues.coinbase.endpoints import V3
from fakes.venues.coinbase.security import Credentials, Guard
from tests.unit.fakes.coinbase.coinbase_caller import CoinbaseCaller
from tests.unit.fakes.coinbase.keys import (
    ED25519_SECRET,
    NAME,
    OTHER_NAME,
    OTHER_SECRET,
    RETIRED_NAME,
    SECRET,
    ec_pem,
    retired_signature,
    token,
)
from tests.unit.fakes.still_venue import OPENED_S

VECTORS = json.loads(
    (Path(__file__).parents[3] / "vectors" / "coinbase" / "signing.json").read_text(encoding="utf-8")
)
ACCOUNTS = f"{V3}/accounts"
URI = f"GET api.coinbase.com{ACCOUNTS}"
ED25519_SEED = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


# --- documented tokens ----------------------------------------------------------------------------


@pytest.mark.parametrize("vector", VECTORS["tokens"], ids=lambda vector: f"{vector['key']} {vector['uri']}")
def test_documented_tokens_fit(vector: dict[str, Any]) -> None:
    secret = vector.get("secret") or ec_pem(int(vector["scalar_hex"], 16))
    public_key = tokens.public_key(Key(api_key="k", secret=secret))
    parsed = tokens.parse(vector["token"])

    assert parsed is not None
    assert public_key is not None
    assert parsed.fits(public_key)
    assert parsed.key_name == VECTORS["key_name"]
    assert parsed.claims.get("uri") == vector["uri"]
    assert parsed.is_timely(VECTORS["begins_s"])


@pytest.mark.parametrize("vector", VECTORS["tokens"], ids=lambda vector: f"{vector['key']} {vector['uri']}")
def test_of_a_token_nothing_may_differ(vector: dict[str, Any]) -> None:
    secret = vector.get("secret") or ec_pem(int(vector["scalar_hex"], 16))
    public_key = tokens.public_key(Key(api_key="k", secret=secret))
    assert public_key is not None
    header, claims, signature = vector["token"].split(".")
    for changed in (
        f"{header}.{claims}.{signature[:-4]}AAAA",
        f"{header}.{claims[:-4]}In0.{signature}",
        f"{header}.{claims}.{signature[:40]}",
    ):
        parsed = tokens.parse(changed)
        assert parsed is None or not parsed.fits(public_key)


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "e30.e30", "e30=.e30=.AA==", "W10.W10.AA", "é.e30.AA"])
def test_what_is_no_token_is_none(text: str) -> None:
    assert tokens.parse(text) is None


@pytest.mark.parametrize("vector", VECTORS["requests"], ids=lambda vector: str(vector["method"]))
def test_documented_signatures_of_retired_keys_fit(vector: dict[str, Any]) -> None:
    signed = f"{VECTORS['begins_s']}{vector['method']}{vector['path']}{vector['body']}".encode()

    assert legacy.fits(VECTORS["shared_secret"], signed, vector["signature"])
    assert not legacy.fits(VECTORS["shared_secret"], signed + b" ", vector["signature"])
    assert not legacy.fits("another", signed, vector["signature"])
    assert not legacy.fits(VECTORS["shared_secret"], signed, "no hexadecimal")


# --- what is believed -----------------------------------------------------------------------------


def asked(caller: CoinbaseCaller, bearer: str) -> tuple[int, Any]:
    answer = caller.get("/accounts", credentials=Credentials(bearer=bearer))
    return answer.status, answer.body


def test_a_token_opens_what_it_is_for(caller: CoinbaseCaller) -> None:
    assert asked(caller, token(OPENED_S, URI))[0] == 200


@pytest.mark.parametrize(
    ("name", "bearer"),
    [
        ("none at all", ""),
        ("an unknown key", token(OPENED_S, URI, name="organizations/o/apiKeys/nobody")),
        ("another's signature", token(OPENED_S, URI, secret=OTHER_SECRET)),
        ("another key's kind of signature", token(OPENED_S, URI, secret=ED25519_SECRET)),
        ("an algorithm that is not the key's", token(OPENED_S, URI, header={"alg": "EdDSA"})),
        ("no algorithm", token(OPENED_S, URI, header={"alg": "none"})),
        ("another subject", token(OPENED_S, URI, sub=OTHER_NAME)),
        ("another path", token(OPENED_S, f"{URI}s")),
        ("another method", token(OPENED_S, URI.replace("GET", "POST"))),
        ("a query in the path", token(OPENED_S, f"{URI}?limit=5")),
        ("no path", token(OPENED_S, None)),
        ("no host", token(OPENED_S, f"GET {ACCOUNTS}")),
        ("expired", token(OPENED_S - 120, URI)),
        ("not begun", token(OPENED_S + 2, URI)),
        ("a life too long", token(OPENED_S, URI, exp=int(OPENED_S) + 121)),
        ("no end", token(OPENED_S, URI, exp=None)),
        ("a beginning in words", token(OPENED_S, URI, nbf="now")),
    ],
)
def test_everything_else_is_unauthorised_and_told_no_more(
    caller: CoinbaseCaller, name: str, bearer: str
) -> None:
    assert asked(caller, bearer) == (401, "Unauthorized\n")


def test_the_last_second_of_a_token_counts(caller: CoinbaseCaller) -> None:
    bearer = token(OPENED_S, URI)
    caller.now_s += 119.999

    assert asked(caller, bearer)[0] == 200
    caller.now_s += 0.001
    assert asked(caller, bearer)[0] == 401


def test_what_other_clients_send_is_believed(caller: CoinbaseCaller) -> None:
    """CBS-02: another issuer, a list of paths, a scheme before the host, an audience."""
    for changed in (
        token(OPENED_S, URI, iss="coinbase-cloud", aud=["retail_rest_api_proxy"], iat=int(OPENED_S)),
        token(OPENED_S, None, uris=[URI], aud=["cdp_service"]),
        token(OPENED_S, URI.replace("api.coinbase.com", "https://api.coinbase.com")),
        token(OPENED_S, URI.replace("api.coinbase.com", "127.0.0.1:8443")),
    ):
        assert asked(caller, changed)[0] == 200


@pytest.mark.parametrize("secret", [ED25519_SECRET, ED25519_SEED], ids=["pair", "seed"])
def test_ed25519_keys_come_as_a_pair_or_as_a_seed(secret: str) -> None:
    key = Key(api_key=NAME, secret=secret)
    guard = Guard(keys={NAME: key}, clock_s=lambda: OPENED_S)
    credentials = Credentials(bearer=token(OPENED_S, URI, secret=ED25519_SECRET))

    assert guard.of_request(credentials, "", "GET", ACCOUNTS, b"") is key


def test_a_key_may_be_bound_to_addresses() -> None:
    key = Key(api_key=NAME, secret=SECRET, sources=("10.0.0.7",))
    guard = Guard(keys={NAME: key}, clock_s=lambda: OPENED_S)
    credentials = Credentials(bearer=token(OPENED_S, URI))

    assert guard.of_request(credentials, "10.0.0.7", "GET", ACCOUNTS, b"") is key
    assert guard.of_request(credentials, "10.0.0.8", "GET", ACCOUNTS, b"") is None


def test_a_key_that_was_taken_away_is_unknown(caller: CoinbaseCaller) -> None:
    caller.venue.set_key_enabled(NAME, False)

    assert asked(caller, token(OPENED_S, URI)) == (401, "Unauthorized\n")


# --- retired keys ---------------------------------------------------------------------------------


def retired(timestamp: float, signed: str) -> Credentials:
    at = str(int(timestamp))
    return Credentials(api_key=RETIRED_NAME, timestamp=at, signature=retired_signature(at + signed))


def test_a_retired_key_signs_path_and_body(caller: CoinbaseCaller) -> None:
    body = b'{"order_ids":["x"]}'
    path = f"{V3}/orders/batch_cancel"

    right = retired(OPENED_S, f"POST{path}{body.decode()}")
    assert caller.get("/accounts", credentials=retired(OPENED_S, f"GET{ACCOUNTS}")).status == 200
    assert caller.post("/orders/batch_cancel", body, credentials=right).status == 200
    assert caller.post("/orders/batch_cancel", b'{"order_ids":["y"]}', credentials=right).status == 401


def test_a_retired_key_signs_the_query_of_the_wallet(caller: CoinbaseCaller) -> None:
    right = retired(OPENED_S, "GET/v2/accounts?limit=250")

    assert caller.get("/v2/accounts", credentials=right, limit=250).status == 200
    assert caller.get("/v2/accounts", credentials=right, limit=100).status == 401


@pytest.mark.parametrize(("off_s", "status"), [(30, 200), (-30, 200), (31, 401), (-31, 401)])
def test_its_time_may_be_half_a_minute_off(caller: CoinbaseCaller, off_s: int, status: int) -> None:
    right = retired(OPENED_S + off_s, f"GET{ACCOUNTS}")

    assert caller.get("/accounts", credentials=right).status == status


def test_a_time_must_be_whole_seconds(caller: CoinbaseCaller) -> None:
    at = f"{OPENED_S:.1f}"
    credentials = Credentials(
        api_key=RETIRED_NAME, timestamp=at, signature=retired_signature(f"{at}GET{ACCOUNTS}")
    )

    assert caller.get("/accounts", credentials=credentials).status == 401


def test_a_key_with_a_pair_is_no_retired_one(caller: CoinbaseCaller) -> None:
    at = str(int(OPENED_S))
    signature = retired_signature(f"{at}GET{ACCOUNTS}", SECRET)
    credentials = Credentials(api_key=NAME, timestamp=at, signature=signature)

    assert caller.get("/accounts", credentials=credentials).status == 401


# --- permissions ----------------------------------------------------------------------------------


def test_a_key_that_may_only_look_cannot_trade() -> None:
    caller = CoinbaseCaller(permissions=("READ",))
    answer = caller.place()

    assert answer.status == 403
    assert answer.body["error"] == "PERMISSION_DENIED"
    assert answer.body["error_details"] == "Missing required scopes"
    assert caller.get("/accounts").status == 200
    assert caller.get("/key_permissions").body["can_trade"] is False


def test_a_key_that_may_only_trade_sees_nothing() -> None:
    assert CoinbaseCaller(permissions=("TRADE",)).get("/accounts").status == 403
