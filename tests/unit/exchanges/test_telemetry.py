"""Nothing secret reaches a log, and the log's events are the ones that are listed."""

import ast
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog
from freezegun import freeze_time

import exchanges
from exchanges.config import Environment
from exchanges.credentials import Credentials, Secret
from exchanges.errors import RateLimited
from exchanges.telemetry import (
    EVENTS,
    HIDDEN,
    CorrelationIds,
    Redactor,
    configure_logging,
    logger_for,
)

WORD = "s3cr3t-word-of-mine"
KEY = "vmPUZE6mv9SD5VNHk4HlWFs"
CREDENTIALS = Credentials(api_key=KEY, secret=Secret(WORD), environment=Environment.SANDBOX)


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    configure_logging(stream, "debug")
    yield stream
    structlog.reset_defaults()


def redacted(**event: object) -> str:
    return repr(Redactor([Secret(WORD)])(None, "info", dict(event)))


@pytest.mark.parametrize("key", ["secret", "api_key", "apiKey", "X-MBX-APIKEY", "signature"])
def test_what_is_named_like_a_secret_is_blanked_at_any_depth(key: str) -> None:
    assert "plain" not in redacted(**{key: "plain"})
    assert "plain" not in redacted(request={"headers": [{key: "plain"}]})


@pytest.mark.parametrize(
    "text",
    [
        "GET /order?symbol=A&signature=plain HTTP",
        'sent {"apiKey": "plain", "n": 1}',
        "x-mbx-apikey: plain",
        "Authorization: Bearer plain",
        "-----BEGIN PRIVATE KEY-----\nplain\n-----END PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\nplain",
    ],
)
def test_what_is_written_like_a_secret_is_blanked_in_any_text(text: str) -> None:
    assert "plain" not in redacted(cause=text)
    assert "plain" not in redacted(cause=RateLimited(text))
    assert "plain" not in redacted(cause=text.encode())


def test_the_rest_of_the_text_stays() -> None:
    cleaned = Redactor().clean("symbol=A&signature=plain&timestamp=5")

    assert cleaned == f"symbol=A&signature={HIDDEN}&timestamp=5"


def test_a_known_secret_is_blanked_wherever_it_turns_up() -> None:
    assert WORD not in redacted(cause=f"the venue said {WORD}!")
    assert WORD not in redacted(values=[("a", {"b": WORD})])


def test_numbers_and_flags_pass_untouched() -> None:
    event = {"event": "e", "wait_s": 1.5, "banned": True, "code": -1003, "none": None}

    assert Redactor()(None, "info", dict(event)) == event


def test_nesting_without_end_is_cut_off() -> None:
    knot: dict[str, object] = {}
    knot["again"] = knot

    assert HIDDEN in redacted(knot=knot)


def test_a_logger_binds_who_it_speaks_for_and_never_the_key(lines: io.StringIO) -> None:
    log = logger_for("fakex", "sandbox", CREDENTIALS).bind(stream="user")
    log.warning("stream.lost", reason=f"refused {KEY} with {WORD}")

    (line,) = [json.loads(text) for text in lines.getvalue().splitlines()]
    assert line["event"] == "stream.lost"
    assert (line["venue"], line["environment"], line["stream"]) == ("fakex", "sandbox", "user")
    assert line["key_id"] == CREDENTIALS.key_id
    assert line["reason"] == f"refused {HIDDEN} with {HIDDEN}"
    assert line["level"] == "warning"


def test_a_logger_given_by_the_application_gets_cleaned_events_only() -> None:
    with structlog.testing.capture_logs() as captured:
        logger_for("fakex", "sandbox", CREDENTIALS, logger=structlog.get_logger()).info(
            "order.refused", cause=WORD
        )

    assert [event["cause"] for event in captured] == [HIDDEN]


def test_a_traceback_is_cleaned_as_well(lines: io.StringIO) -> None:
    log = logger_for("fakex", "sandbox", CREDENTIALS)
    try:
        raise ValueError(f"cannot use {WORD}")
    except ValueError:
        log.exception("stream.failed")

    assert WORD not in lines.getvalue()
    assert "ValueError" in lines.getvalue()


def test_events_below_the_level_are_not_written(lines: io.StringIO) -> None:
    log = logger_for("fakex", "sandbox", level="warning")
    log.info("stream.opened", gap=False)
    log.warning("stream.lost", reason="x")

    assert len(lines.getvalue().splitlines()) == 1


def test_a_library_configures_nothing_and_is_quiet_below_warning(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    log = logger_for("fakex", "sandbox")
    with caplog.at_level(logging.WARNING, logger="exchanges"):
        log.info("stream.opened", gap=False)
        log.warning("stream.lost", reason="x")

    assert not structlog.is_configured()
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "stream.lost" in caplog.records[0].getMessage()
    assert capsys.readouterr().out == ""


def test_what_the_standard_library_would_drop_is_not_even_redacted(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    cleaned: list[object] = []

    def clean(self: Redactor, value: object) -> object:
        cleaned.append(value)
        return value

    monkeypatch.setattr(Redactor, "clean", clean)
    log = logger_for("binance", "live")
    with caplog.at_level(logging.WARNING, logger="exchanges"):
        log.info("stream.opened", connection="unheard")
    with caplog.at_level(logging.INFO, logger="exchanges"):
        log.info("stream.opened", connection="heard")

    assert "unheard" not in cleaned
    assert "heard" in cleaned
    assert [record.levelname for record in caplog.records] == ["INFO"]


def test_correlation_ids_count() -> None:
    ids = CorrelationIds("rq")

    assert [ids.next(), ids.next()] == ["rq-000001", "rq-000002"]


LEVELS = ("debug", "info", "warning", "error", "exception", "critical")


def events_in_the_source() -> list[tuple[str, str, list[str], str]]:
    """(event, level, keys, place) of every call of a logger in the package."""
    found = []
    for path in sorted(Path(exchanges.__file__).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            owner, method = ast.unparse(node.func.value), node.func.attr
            speaks = method in LEVELS and owner.endswith("log")
            if not speaks and method != "_note":
                continue
            name = node.args[0] if node.args else None
            if isinstance(name, ast.Constant) and isinstance(name.value, str):
                keys = [keyword.arg or "" for keyword in node.keywords]
                level = "warning" if method == "_note" else method
                found.append((name.value, level, keys, f"{path.name}:{node.lineno}"))
    return found


def test_every_event_in_the_source_is_listed_with_its_level_and_keys() -> None:
    strays = [
        (event, place)
        for event, level, keys, place in events_in_the_source()
        if event not in EVENTS
        or EVENTS[event].level != level
        or [key for key in EVENTS[event].keys if key not in keys]
    ]

    assert strays == []


def test_every_listed_event_is_in_the_source() -> None:
    written = {event for event, *_ in events_in_the_source()}

    assert sorted(name for name in EVENTS if name not in written) == []


def test_events_are_a_noun_and_what_became_of_it() -> None:
    odd = [name for name in EVENTS if name.count(".") != 1 or name != name.lower()]

    assert odd == []


def test_an_object_is_written_as_its_cleaned_repr() -> None:
    assert Redactor([Secret(WORD)]).clean(Path(WORD)) == f"PosixPath('{HIDDEN}')"
    assert WORD not in redacted(value=Secret(WORD), pair=(CREDENTIALS,))


def test_a_line_tells_the_time_in_utc_to_the_microsecond(lines: io.StringIO) -> None:
    with freeze_time("2026-03-01 12:00:00.5"):
        logger_for("fakex", "sandbox", CREDENTIALS).info("connector.started")

    assert json.loads(lines.getvalue())["timestamp"] == "2026-03-01T12:00:00.500000Z"
