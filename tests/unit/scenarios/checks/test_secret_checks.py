"""What the checks of secrets and environments say of runs made by hand."""

from base64 import b64encode
from dataclasses import replace

import pytest

from fakes.instruments import Side
from fakes.ledger import Ledger, OrderAccepted, RequestReceived, SessionOpened, SessionRefused
from scenarios.checks.secrets import (
    lax_key_file_is_refused,
    no_secret_is_told,
    nothing_reaches_the_live_venue,
)
from scenarios.history import Event, HealthSampled, Opened, Raised, StreamEnded, Told
from scenarios.run import Run
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, HealthSeen, StreamLost
from tests.unit.scenarios.checks.request_story import Story
from tests.unit.scenarios.checks.verdicts import failure, success

KEY = "k" + "eyKEY0123" * 7
PEM_LINE = "MC4CAQAwBQYDK2VwBCIEIHdhdGNoIG1lIGJ1cm4"
SIGNED = RequestReceived(
    request_id=1,
    operation="query",
    transport="rest",
    method="GET",
    path="/order",
    source="client",
    api_key=KEY,
)


def saying(*texts: str) -> Run:
    story = Story().fact(1.0, SIGNED)
    pem = f"-----BEGIN PRIVATE KEY-----\n{PEM_LINE}\n-----END PRIVATE KEY-----\n"
    return replace(story.run, secrets=(KEY, "", pem), texts=texts)


@pytest.mark.parametrize(
    "text",
    [
        "request failed: signature=[redacted]",
        "-----BEGIN PRIVATE KEY----- [redacted]",
        "SUBSCRIBE signature confirmed",
        "{'API-Sign': '[redacted]'}",
        "digest 0f" * 4,
    ],
)
def test_words_without_a_secret_are_fine(text: str) -> None:
    assert "1 texts without a secret, 1 signed requests" in success(no_secret_is_told(saying(text)))


@pytest.mark.parametrize(
    "text",
    [
        f"using key {KEY}",
        f"using key {KEY[:20]}...",
        f"using key ...{KEY[-24:]}",
        f"key: {PEM_LINE}",
        f"as a header: {b64encode(KEY.encode()).decode()}",
        "GET /order?a=1&signature=" + "0f" * 32,
        "{'signature': '" + "Ab1/" * 21 + "Aw=='}",
        "signature=" + "Ab1%2F" * 21 + "Aw%3D%3D",
        "{'API-Sign': '" + "Ab1/" * 21 + "Aw=='}",
    ],
)
def test_a_key_a_piece_of_it_and_a_signature_are_told(text: str) -> None:
    assert not no_secret_is_told(saying("fine", text))


def test_an_error_is_looked_through_like_the_log() -> None:
    story = Story().fact(1.0, SIGNED).calls_for(2.0, ends=None).raises(2.5, "order", "Error")

    assert no_secret_is_told(replace(story.run, secrets=(KEY,)))
    assert "the log tells a part of a key or secret (keyK...): 'keyK...'" in failure(
        no_secret_is_told(replace(story.run, secrets=(KEY,), texts=(KEY,)))
    )


def test_the_verdict_does_not_tell_the_secret_either() -> None:
    assert KEY[:20] not in no_secret_is_told(saying(f"using key {KEY}")).reason


def test_without_words_or_signed_requests_nothing_is_proved() -> None:
    with pytest.raises(Inconclusive, match="the subject never said a word"):
        no_secret_is_told(saying())
    with pytest.raises(Inconclusive, match="no signed request reached the venue"):
        no_secret_is_told(replace(Story().run, secrets=(KEY,), texts=("fine",)))


def refusing(kind: str, *, typed: bool = True) -> Story:
    return Story().raises(0.1, "open", kind, typed=typed)


def test_a_lax_file_must_be_refused_by_the_connector_itself() -> None:
    assert "a key file of mode 644 was refused: no" in success(
        lax_key_file_is_refused(refusing("ConfigurationError").run, 0o644)
    )
    assert "a key file of mode 644 leaked lib.OSError: no" in failure(
        lax_key_file_is_refused(refusing("OSError", typed=False).run, 0o644)
    )
    assert "the connector opened with a key file of mode 644" in failure(
        lax_key_file_is_refused(Story().event(0.1, Opened()).run, 0o644)
    )


def test_a_key_that_was_used_was_not_refused() -> None:
    assert "the key was used at 0.1 s before its file of mode 644 was" in failure(
        lax_key_file_is_refused(refusing("ConfigurationError").fact(0.05, SIGNED).run, 0o644)
    )


def test_who_neither_opened_nor_refused_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the subject neither opened nor refused to"):
        lax_key_file_is_refused(Story().run, 0o644)


def beside_the_live_venue(*facts: object) -> Run:
    story = Story().request(1.0)
    decoy = Ledger(lambda: 2.0)
    for fact in facts:
        decoy.record(fact)  # type: ignore[arg-type]  # facts all
    return replace(story.run, decoy=decoy)


def test_what_stays_in_the_sandbox_is_fine() -> None:
    assert "1 requests at the sandbox, nothing at the live venue" in success(
        nothing_reaches_the_live_venue(beside_the_live_venue())
    )


@pytest.mark.parametrize(
    "fact",
    [
        SIGNED,
        SessionOpened(session=1, role="market", source="client"),
        SessionRefused(role="market", source="client", status=503),
    ],
)
def test_whatever_reaches_the_live_venue_is_too_much(fact: object) -> None:
    assert not nothing_reaches_the_live_venue(beside_the_live_venue(fact))


def test_without_a_live_venue_or_a_use_of_the_sandbox_nothing_is_proved() -> None:
    with pytest.raises(Inconclusive, match="there was no live venue to be mistaken for the sandbox"):
        nothing_reaches_the_live_venue(Story().request(1.0).run)
    with pytest.raises(Inconclusive, match="the subject never used the sandbox"):
        nothing_reaches_the_live_venue(replace(Story().run, decoy=Ledger(lambda: 0.0)))


# --- where it was told, and that the verdict does not tell it again -----------------------------------


def test_every_text_and_every_signed_request_is_counted() -> None:
    assert "2 texts without a secret, 1 signed requests" in success(no_secret_is_told(saying("a", "b")))


def test_the_verdict_tells_four_characters_and_what_stood_before_them() -> None:
    long = no_secret_is_told(saying("0123456789" * 7 + KEY))
    short = no_secret_is_told(saying(f"key {KEY}"))

    assert f"'{'0123456789' * 6}{KEY[:4]}...'" in failure(long)
    assert f"the log tells a part of a key or secret ({KEY[:4]}...): 'key {KEY[:4]}...'" in failure(short)
    assert KEY[:5] not in short.reason


def test_of_several_secrets_none_is_told_by_what_stood_before_another() -> None:
    signature = "signature=" + "0f" * 32
    for text in (f"{KEY} and {KEY}", f"{PEM_LINE} {KEY[:30]}", f"{signature} {KEY[:30]}"):
        reason = failure(no_secret_is_told(saying(text)))
        assert not any(told in reason for told in (KEY[5:15], PEM_LINE[5:15], "0f0f0f"))


def test_the_verdict_says_where_a_signature_is_told() -> None:
    reason = failure(no_secret_is_told(saying("GET /order?a=1&signature=" + "0f" * 32)))

    assert "the log tells a signature: 'GET /order?a=1&sign...'" in reason


def test_a_secret_of_twenty_characters_is_long_enough() -> None:
    run = replace(saying("it is abcdefghij0123456789"), secrets=("abcdefghij0123456789",))

    assert not no_secret_is_told(run)


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (StreamEnded(stream="orders", error=KEY), "at 2.0 s the end of orders"),
        (HealthSampled(health=HealthSeen(healthy=False, detail=KEY)), "at 2.0 s health"),
        (
            Told(stream="orders", seen=StreamLost(stream="orders", reason=KEY)),
            "at 2.0 s the loss of orders",
        ),
        (
            Raised(call=1, verb="order", kind="E", error="E", claim=Claim.UNKNOWN, typed=True, text=KEY),
            "at 2.0 s the error of order",
        ),
    ],
    ids=["end", "health", "loss", "error"],
)
def test_whatever_is_told_in_words_is_looked_through(event: Event, where: str) -> None:
    story = Story().fact(1.0, SIGNED).event(2.0, event)

    assert failure(no_secret_is_told(replace(story.run, secrets=(KEY,)))).startswith(f"{where} tells a part")


def test_records_of_the_log_are_looked_through_as_the_lines_are() -> None:
    verdict = no_secret_is_told(replace(saying(), logs=({"key": KEY},)))

    assert failure(verdict).startswith("the log tells a part")


def accepted_live(account: str) -> OrderAccepted:
    return OrderAccepted(
        symbol="BTCUSDT",
        account=account,
        order_id=1,
        client_order_id="a",
        side=Side.BUY,
        kind="LIMIT",
        ticks=1,
        lots=1,
    )


def test_only_orders_of_the_subject_are_placed_by_it() -> None:
    theirs = nothing_reaches_the_live_venue(beside_the_live_venue(accepted_live("crowd")))
    its_own = nothing_reaches_the_live_venue(beside_the_live_venue(accepted_live("subject")))

    assert "1 requests at the sandbox, nothing at the live venue" in success(theirs)
    assert "an order was placed at the live venue at 2.0 s" in failure(its_own)


def test_the_reason_says_what_reached_the_live_venue() -> None:
    def said(fact: object) -> str:
        return failure(nothing_reaches_the_live_venue(beside_the_live_venue(fact)))

    assert "query was asked of the live venue at 2.0 s" in said(SIGNED)
    opened = SessionOpened(session=1, role="market", source="client")
    assert "a connection for market went to the live venue at 2.0 s" in said(opened)
    refused = SessionRefused(role="user", source="client", status=503)
    assert "the live venue was dialled for user at 2.0 s" in said(refused)


def test_the_reason_says_what_became_of_a_lax_file() -> None:
    def said(story: Story) -> str:
        return failure(lax_key_file_is_refused(story.run, 0o644))

    assert "the connector opened with a key file of mode 644" in said(Story().event(0.1, Opened()))
    assert "a key file of mode 644 leaked lib.OSError: no" in said(refusing("OSError", typed=False))
    assert "the key was used at 0.2 s" in said(refusing("ConfigurationError").fact(0.2, SIGNED))
