"""Venue-neutral refusals in this venue's words."""

import json

import pytest

from fakes.operations import Refusal
from fakes.venues.binance.errors import refusal

NOW_MS = 1_800_000_000_000


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [
        (Refusal.RATE_LIMITED, 429, -1003),
        (Refusal.RATE_LIMITED_SILENT, 429, -1003),
        (Refusal.BANNED, 418, -1003),
        (Refusal.INTERNAL, 500, -1000),
        (Refusal.TIMEOUT, 504, -1007),
        (Refusal.OVERLOADED, 503, -1008),
        (Refusal.MAINTENANCE, 503, 1),
        (Refusal.UNAUTHORISED, 401, -2015),
        (Refusal.CLOCK, 400, -1021),
        (Refusal.UNKNOWN_ORDER, 400, -2013),
        (Refusal.MARKET_CLOSED, 400, -2010),
    ],
)
def test_every_refusal_has_a_status_and_a_code(kind: Refusal, status: int, code: int) -> None:
    reply = refusal(kind, now_ms=NOW_MS)

    assert reply.status == status
    assert json.loads(reply.body)["code"] == code


def test_the_firewall_answers_with_a_page() -> None:
    """BIN-12."""
    reply = refusal(Refusal.BLOCKED_PAGE, now_ms=NOW_MS)

    assert (reply.status, reply.content_type) == (403, "text/html")
    assert b"403 ERROR" in reply.body


def test_only_a_silent_throttle_does_not_say_how_long() -> None:
    told = refusal(Refusal.RATE_LIMITED, now_ms=NOW_MS, retry_after_s=1.2)
    silent = refusal(Refusal.RATE_LIMITED_SILENT, now_ms=NOW_MS, retry_after_s=1.2)

    assert told.headers == (("Retry-After", "2"),)
    assert silent.headers == ()
    assert told.body == silent.body


def test_a_ban_names_its_end_twice() -> None:
    """BIN-22: in seconds from now in the header, in epoch milliseconds in the text."""
    reply = refusal(Refusal.BANNED, now_ms=NOW_MS, retry_after_s=120)

    assert reply.headers == (("Retry-After", "120"),)
    assert b"IP banned until 1800000120000." in reply.body


def test_status_code_and_words_may_be_chosen() -> None:
    reply = refusal(Refusal.INTERNAL, now_ms=NOW_MS, status=502, code=-1001, msg="Try again.")

    assert (reply.status, json.loads(reply.body)) == (502, {"code": -1001, "msg": "Try again."})
