"""What the checks of secrets and environments say of runs made by hand."""

from base64 import b64encode
from dataclasses import replace

import pytest

from fakes.ledger import Ledger, RequestReceived, SessionOpened, SessionRefused
from scenarios.checks.secrets import (
    lax_key_file_is_refused,
    no_secret_is_told,
    nothing_reaches_the_live_venue,
)
from scenarios.history import Opened
from scenarios.run import Run
from scenarios.verdict import Inconclusive
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
