"""Requests: stamped, signed as documented, sent once, and what is learned from their answers."""

import re
from urllib.parse import parse_qsl

import msgspec
import pytest

from exchanges.errors import (
    Banned,
    ClockSkewed,
    NotConnected,
    PermissionDenied,
    RateLimited,
    ThrottledLocally,
    UnreadableResponse,
    VenueFault,
)
from exchanges.ratelimit import Cost, LimitKind, LimitRule, Priority
from exchanges.signing import HmacSha256Signer
from exchanges.venues.binance.messages import RateLimitRow, ServerTime
from exchanges.venues.binance.wire import limit_rules
from tests.unit.exchanges.binance.rest_maker import BASE, CREDENTIALS, NOW_S, Made, made_rest

ORDER = re.compile(rf"^{BASE}/api/v3/order.*$")
TIME = f"{BASE}/api/v3/time"
decode = msgspec.json.Decoder(dict[str, int]).decode


async def post(made: Made, **parameters: str) -> dict[str, int]:
    return await made.rest.signed(
        "POST",
        "/api/v3/order",
        parameters,
        decode,
        cost=Cost(1, 1),
        priority=Priority.ORDER,
        group="orders",
    )


@pytest.mark.asyncio
async def test_a_request_is_stamped_with_the_venues_time_and_signed_last() -> None:
    async with made_rest() as made:
        made.http.post(ORDER, payload={"a": 1})
        await post(made, symbol="FOOUSDT")
        (body,) = made.sent()
    payload, _, signature = body.rpartition("&signature=")
    parameters = dict(parse_qsl(payload))

    assert parameters["symbol"] == "FOOUSDT"
    assert parameters["recvWindow"] == "5000"
    assert abs(int(parameters["timestamp"]) - NOW_S * 1000) < 5000
    assert signature == HmacSha256Signer(CREDENTIALS.secret).sign(payload.encode())


@pytest.mark.asyncio
async def test_values_are_percent_encoded_before_they_are_signed() -> None:
    async with made_rest() as made:
        made.http.post(ORDER, payload={})
        await post(made, symbol="１２３ &=")
        (body,) = made.sent()
    payload, _, signature = body.rpartition("&signature=")

    assert payload.startswith("symbol=%EF%BC%91%EF%BC%92%EF%BC%93%20%26%3D&")
    assert signature == HmacSha256Signer(CREDENTIALS.secret).sign(payload.encode())


def test_the_documented_signature_comes_out() -> None:
    payload = (
        "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC&quantity=1&price=0.1"
        "&recvWindow=5000&timestamp=1499827319559"
    )

    assert HmacSha256Signer(CREDENTIALS.secret).sign(payload.encode()) == (
        "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
    )


@pytest.mark.asyncio
async def test_a_refused_timestamp_is_mended_by_asking_the_time_and_signing_anew_once() -> None:
    async with made_rest() as made:
        made.http.post(ORDER, status=400, payload={"code": -1021, "msg": "ahead"})
        made.http.get(TIME, payload={"serverTime": int(NOW_S * 1000) + 60_000}, repeat=True)
        made.http.post(ORDER, payload={"a": 1})
        answer = await post(made)
        first, second = (dict(parse_qsl(body)) for body in made.sent())

    assert answer == {"a": 1}
    assert int(second["timestamp"]) - int(first["timestamp"]) > 55_000
    assert made.jumps == ["jump"]


@pytest.mark.asyncio
async def test_a_timestamp_refused_twice_is_told() -> None:
    async with made_rest() as made:
        made.http.post(ORDER, status=400, payload={"code": -1021, "msg": "ahead"}, repeat=True)
        made.http.get(TIME, payload={"serverTime": int(NOW_S * 1000)}, repeat=True)
        with pytest.raises(ClockSkewed):
            await post(made)

        assert len(made.sent()) == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("status", [500, 502, 503, 504])
async def test_a_server_error_is_never_answered_by_sending_again(status: int) -> None:
    async with made_rest() as made:
        made.http.post(ORDER, status=status, body=b"<html>", repeat=True)
        with pytest.raises(VenueFault):
            await post(made)

        assert len(made.sent()) == 1


@pytest.mark.asyncio
@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a":', b'{"a":"x"}', b"[]", b"\xff", b"null"])
async def test_a_success_that_cannot_be_read_proves_nothing(body: bytes) -> None:
    async with made_rest() as made:
        made.http.post(ORDER, status=200, body=body)
        with pytest.raises(UnreadableResponse):
            await post(made)


@pytest.mark.asyncio
async def test_after_a_limit_nothing_is_sent_until_it_is_over() -> None:
    async with made_rest() as made:
        made.http.post(ORDER, status=429, headers={"Retry-After": "30"}, body=b"", repeat=True)
        with pytest.raises(RateLimited) as caught:
            await post(made)
        with pytest.raises(ThrottledLocally):
            await post(made)

        assert caught.value.retry_after_s is not None
        assert 30 <= caught.value.retry_after_s < 31
        assert len(made.sent()) == 1


@pytest.mark.asyncio
async def test_a_refused_key_is_remembered_until_the_venue_accepts_it_again() -> None:
    async with made_rest() as made:
        made.http.post(ORDER, status=401, payload={"code": -2015, "msg": "Invalid API-key"})
        made.http.post(ORDER, payload={"answer": 1})
        with pytest.raises(PermissionDenied):
            await post(made)
        refused = made.rest.key_refusal
        await post(made)

    assert refused is not None
    assert made.rest.key_refusal is None


@pytest.mark.asyncio
async def test_what_an_account_may_not_do_is_no_refusal_of_its_key() -> None:
    async with made_rest() as made:
        msg = "This action is disabled on this account."
        made.http.post(ORDER, status=400, payload={"code": -2010, "msg": msg})
        with pytest.raises(PermissionDenied):
            await post(made)

    assert made.rest.key_refusal is None


@pytest.mark.asyncio
async def test_a_ban_without_any_delay_stops_everything_for_minutes() -> None:
    async with made_rest() as made:
        made.http.post(ORDER, status=418, body=b"", repeat=True)
        with pytest.raises(Banned) as caught:
            await post(made)

        assert caught.value.retry_after_s is not None
        assert caught.value.retry_after_s >= 120


@pytest.mark.asyncio
async def test_the_count_in_the_header_is_the_truth() -> None:
    async with made_rest() as made:
        made.http.get(TIME, payload={"serverTime": 1}, headers={"X-MBX-USED-WEIGHT-1M": "5699"})
        await made.rest.public("/api/v3/time", {}, decode, cost=Cost(1))
        used = made.limiter.limiter.used(0.0, NOW_S)

    assert used["weight-1M"] == pytest.approx(5699 / 6000)


@pytest.mark.asyncio
async def test_a_last_objection_keeps_the_request_from_being_sent() -> None:
    def objects() -> None:
        raise NotConnected("stopping")

    async with made_rest() as made:
        with pytest.raises(NotConnected):
            await made.rest.signed(
                "POST",
                "/api/v3/order",
                {},
                decode,
                cost=Cost(1),
                priority=Priority.ORDER,
                before_send=objects,
            )

        assert made.sent() == []
        assert made.limiter.limiter.used(0.0, NOW_S)["weight-1M"] == 0


@pytest.mark.asyncio
async def test_without_any_idea_of_the_time_it_is_asked_first() -> None:
    async with made_rest(synced=False) as made:
        made.http.get(TIME, payload={"serverTime": 1_700_000_000_000}, repeat=True)
        made.http.post(ORDER, payload={})
        await post(made)
        (body,) = made.sent()

    assert abs(int(dict(parse_qsl(body))["timestamp"]) - 1_700_000_000_000) < 5000


@pytest.mark.asyncio
async def test_an_order_is_not_of_unknown_outcome_because_asking_the_time_failed() -> None:
    async with made_rest(synced=False) as made:
        made.http.get(TIME, status=500, body=b"", repeat=True)
        made.http.post(ORDER, payload={"a": 1})

        assert await post(made) == {"a": 1}


@pytest.mark.asyncio
async def test_after_asking_the_time_failed_it_is_not_asked_before_each_request() -> None:
    async with made_rest(synced=False) as made:
        made.http.get(TIME, status=503, repeat=True)
        made.http.post(ORDER, payload={"a": 1}, repeat=True)
        for _ in range(5):
            await post(made, symbol="BTCUSDT")

        asked = [url for (_, url) in made.http.requests if url.path == "/api/v3/time"]
        assert sum(len(made.http.requests["GET", url]) for url in asked) == 1


def test_announced_limits_are_read() -> None:
    rows = [
        RateLimitRow("REQUEST_WEIGHT", "MINUTE", 1, 1200),
        RateLimitRow("ORDERS", "SECOND", 10, 50),
        RateLimitRow("RAW_REQUESTS", "MINUTE", 5, 61000),
        RateLimitRow("ORDERS", "FORTNIGHT", 1, 5),
    ]

    assert limit_rules(rows) == (
        LimitRule(LimitKind.WEIGHT, 60.0, 1200, "1M"),
        LimitRule(LimitKind.ORDERS, 10.0, 50, "10S"),
    )


def test_server_time_is_a_whole_number() -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"serverTime":"1"}', type=ServerTime)
