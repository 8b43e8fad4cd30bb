"""BIN-01 to BIN-06: who is believed, and in which order the venue looks."""

from urllib.parse import quote

import pytest

from tests.unit.fakes.binance.rest_caller import API_KEY, RestCaller, sign

ACCOUNT = "/api/v3/account"


def now_ms(caller: RestCaller) -> int:
    return int(caller.now_s * 1000)


@pytest.mark.parametrize("age_ms", [0, 4999, 5000, -999])
def test_a_request_within_its_window_is_served(age_ms: int) -> None:
    caller = RestCaller()

    assert caller.signed("GET", ACCOUNT, timestamp=now_ms(caller) - age_ms).status == 200


@pytest.mark.parametrize("age_ms", [5001, 60_000])
def test_a_request_older_than_its_window_is_refused(age_ms: int) -> None:
    caller = RestCaller()

    answer = caller.signed("GET", ACCOUNT, timestamp=now_ms(caller) - age_ms)

    assert (answer.status, answer.code) == (400, -1021)
    assert answer.body["msg"] == "Timestamp for this request is outside of the recvWindow."


def test_a_request_from_the_future_is_refused_in_other_words() -> None:
    caller = RestCaller()

    answer = caller.signed("GET", ACCOUNT, timestamp=now_ms(caller) + 1000)

    assert answer.body == {
        "code": -1021,
        "msg": "Timestamp for this request was 1000ms ahead of the server's time.",
    }


def test_a_timestamp_may_be_in_microseconds() -> None:
    caller = RestCaller()

    assert caller.signed("GET", ACCOUNT, timestamp=now_ms(caller) * 1000).status == 200
    assert caller.signed("GET", ACCOUNT, timestamp=(now_ms(caller) - 5001) * 1000).code == -1021


@pytest.mark.parametrize(("window", "status"), [("6000", 200), ("5500.5", 200), ("5400.499", 400)])
def test_the_window_may_be_named(window: str, status: int) -> None:
    caller = RestCaller()

    answer = caller.signed("GET", ACCOUNT, timestamp=now_ms(caller) - 5500, recvWindow=window)

    assert answer.status == status


def test_a_window_beyond_a_minute_is_refused() -> None:
    answer = RestCaller().signed("GET", ACCOUNT, recvWindow="60001")

    assert answer.code == -1102
    assert answer.body["msg"] == "'recvWindow' contains unexpected value. Cannot be greater than 60000."


def test_a_signature_over_other_bytes_is_refused() -> None:
    answer = RestCaller().signed("GET", ACCOUNT, signature="ab" * 32)

    assert (answer.status, answer.code) == (400, -1022)


def test_raw_non_ascii_text_is_refused_even_if_its_signature_fits() -> None:
    """BIN-02."""
    caller = RestCaller()
    raw = f"symbol=１２３４５６&timestamp={now_ms(caller)}"
    encoded = f"symbol={quote('１２３４５６')}&timestamp={now_ms(caller)}"

    refused = caller.send("GET", "/api/v3/openOrders", raw, signature=sign(raw), api_key=API_KEY)
    believed = caller.send("GET", "/api/v3/openOrders", encoded, signature=sign(encoded), api_key=API_KEY)

    assert refused.code == -1022
    assert believed.code == -1121  # believed, and there is no such symbol


@pytest.mark.parametrize("api_key", ["not a key!", ""])
def test_a_malformed_key_is_told_so(api_key: str) -> None:
    answer = RestCaller().signed("GET", ACCOUNT, api_key=api_key)

    assert (answer.status, answer.code) == (401, -2014)


def test_an_unknown_key_is_rejected() -> None:
    answer = RestCaller().signed("GET", ACCOUNT, api_key="x" * 64)

    assert (answer.status, answer.code) == (401, -2015)


def test_a_disabled_key_is_rejected_until_it_is_enabled_again() -> None:
    caller = RestCaller()

    caller.venue.set_key_enabled(API_KEY, False)
    assert caller.signed("GET", ACCOUNT).code == -2015
    caller.venue.set_key_enabled(API_KEY, True)
    assert caller.signed("GET", ACCOUNT).status == 200


def test_a_key_that_may_only_read_may_not_trade() -> None:
    caller = RestCaller()
    caller.venue.keys[API_KEY].permissions = ("READ",)

    assert caller.place().code == -2015
    assert caller.signed("GET", ACCOUNT).status == 200


def test_a_key_is_rejected_from_a_foreign_address() -> None:
    caller = RestCaller()
    caller.venue.keys[API_KEY].sources = ("192.0.2.1",)

    assert caller.signed("GET", ACCOUNT).code == -2015


def test_a_missing_signature_and_a_missing_timestamp_are_missing_parameters() -> None:
    caller = RestCaller()

    unsigned = caller.send("GET", ACCOUNT, f"timestamp={now_ms(caller)}", api_key=API_KEY)
    untimed = caller.send("GET", ACCOUNT, "", signature="00", api_key=API_KEY)

    assert (
        unsigned.body["msg"] == "Mandatory parameter 'signature' was not sent, was empty/null, or malformed."
    )
    assert (
        untimed.body["msg"] == "Mandatory parameter 'timestamp' was not sent, was empty/null, or malformed."
    )


def test_the_clock_is_looked_at_before_the_signature() -> None:
    caller = RestCaller()

    answer = caller.signed("GET", ACCOUNT, timestamp=now_ms(caller) - 9000, signature="00")

    assert answer.code == -1021


def test_a_venue_whose_clock_is_stepped_forward_finds_honest_requests_stale() -> None:
    caller = RestCaller()

    caller.venue.step_clock(10)

    assert caller.signed("GET", ACCOUNT).code == -1021
