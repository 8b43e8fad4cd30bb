"""What the checks of health, log, metrics and audit say of runs made by hand."""

import hashlib
import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from fakes.faults.rejected_key import RejectedKey
from fakes.faults.schedule import during
from fakes.ledger import AnswerLost, Entry, Fact, FaultFired, RequestAnswered, RequestReceived, SessionOpened
from fakes.market.scripts import SILENT
from fakes.operations import Operation, Outcome
from scenarios.checks.observability import (
    AUDIT_AFTER,
    AUDIT_BEFORE,
    AUDIT_READ,
    COUNTS,
    connections_are_logged,
    counts_are_the_ledgers,
    loss_shows_in_health,
    no_refusal_is_missing_from_the_audit,
    refused_key_is_audited,
    requests_are_logged,
    tampering_shows,
)
from scenarios.history import Noted
from scenarios.run import Run
from scenarios.stage import Stage
from scenarios.verdict import Inconclusive, Verdict
from scenarios.workloads.watching import trade_through_revocation
from subjects.base import Session
from subjects.reference import Reference
from subjects.seen import Channel, CountsSeen, LogSeen
from tests.unit.scenarios.checks.request_story import Story
from tests.unit.scenarios.checks.verdicts import failure, success


def health(*bad: float) -> Run:
    """Looked at every 5 s to 320 s; bad at these times."""
    story = Story()
    for at_s in range(0, 325, 5):
        story.feels(float(at_s), healthy=float(at_s) not in bad)
    return story.run


def lost(run: Run) -> bool:
    return bool(loss_shows_in_health(run, 60.0, 200.0, within_s=60.0, back_within_s=90.0))


def test_health_that_tells_of_the_loss_and_of_the_return_is_true() -> None:
    assert lost(health(*(float(at_s) for at_s in range(100, 215, 5))))


def test_a_reconnected_stream_may_be_hoped_for_but_not_for_long() -> None:
    assert lost(health(100.0, 150.0, 195.0))
    assert not lost(health(100.0))


def test_health_that_never_turns_or_never_returns_is_false() -> None:
    assert not lost(health())
    assert not lost(health(*(float(at_s) for at_s in range(100, 325, 5))))


def test_health_that_was_bad_before_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="health was not good before the market was lost"):
        lost(health(50.0, 55.0))


def read(record: Mapping[str, Any]) -> LogSeen | None:
    return LogSeen(about=record["about"], correlation_id=record["id"]) if "about" in record else None


def logged(*ids: str | None, about: str = "/order", outcome: Outcome = Outcome.FAILED) -> Run:
    story = Story().request(1.0).request(2.0, outcome)
    records = tuple({"about": about, "id": identity} for identity in ids)
    return replace(story.run, logs=({"event": "other"}, *records))


def test_each_request_needs_an_id_of_its_own() -> None:
    assert "2 requests, each in the log with an id of its own" in success(
        requests_are_logged(logged("a", "b", "a"), read)
    )
    assert "2 requests to /order reached the venue, the log has ids for 1" in failure(
        requests_are_logged(logged("a", "a"), read)
    )
    assert not requests_are_logged(logged("a", None), read)
    assert not requests_are_logged(logged("a", "b", about="/other"), read)


def test_requests_over_sockets_have_no_path_and_count_together() -> None:
    def over_sockets(*ids: str, about: str = "order.place") -> Run:
        run = logged(*ids, about=about)
        for place, entry in enumerate(run.ledger.entries):
            if isinstance(entry.fact, RequestReceived):
                run.ledger.entries[place] = structs.replace(
                    entry, fact=structs.replace(entry.fact, transport="ws")
                )
        return run

    assert "2 requests reached the venue over sockets, the log has ids for 2" in success(
        requests_are_logged(over_sockets("a", "b"), read)
    )
    assert "2 requests reached the venue over sockets, the log has ids for 1" in failure(
        requests_are_logged(over_sockets("a", "a"), read)
    )
    assert not requests_are_logged(over_sockets("a", "b", about=""), read)


def test_requests_that_all_succeeded_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="no request failed"):
        requests_are_logged(logged("a", "b", outcome=Outcome.DONE), read)


def connected(times: int, *ids: str) -> Run:
    story = Story()
    for number in range(times):
        story.fact(float(number), SessionOpened(session=number, role="market", source="c"))
    return replace(story.run, logs=tuple({"about": "", "id": identity} for identity in ids))


def test_each_connection_needs_an_id_of_its_own() -> None:
    assert "2 connections, each in the log with an id of its own" in success(
        connections_are_logged(connected(2, "a", "b"), read)
    )
    assert "2 streams were connected, the log has ids for 1" in failure(
        connections_are_logged(connected(2, "a", "a"), read)
    )
    with pytest.raises(Inconclusive, match="no stream was connected again"):
        connections_are_logged(connected(1, "a"), read)


def counted(requests: int, errors: int, reconnects: int, *channels: Channel) -> Run:
    """Three requests, of which one is refused and the answer to one is lost; one stream comes back."""
    story = Story().request(1.0).request(2.0, Outcome.FAILED).request(3.0)
    story.ledger.entries.pop()
    assert not any(e.fact.request_id == 3 for e in story.ledger.of(RequestAnswered))
    story.fact(3.0, AnswerLost(request_id=3, operation="query"))
    story.fact(4.0, SessionOpened(session=1, role="market", source="c"))
    story.fact(5.0, FaultFired(fault="AbruptClose"))
    story.fact(6.0, SessionOpened(session=2, role="market", source="c"))
    counts = CountsSeen(
        requests=requests, errors=errors, reconnects=reconnects, counted=channels or (Channel.HTTP,)
    )
    return story.event(10.0, Noted(name=COUNTS, value=counts)).run


def test_metrics_must_equal_the_ledger() -> None:
    assert "metrics and ledger agree: 3 requests, 2 errors, 1 reconnects" in success(
        counts_are_the_ledgers(counted(3, 2, 1))
    )
    for counts in ((2, 2, 1), (3, 1, 1), (3, 2, 0)):
        assert not counts_are_the_ledgers(counted(*counts))


def over(run: Run, channels: str, operation: str = "query") -> Run:
    """The same requests, each over the channel of its letter: h(ttp) or s(ocket)."""
    for place, entry in enumerate(run.ledger.entries):
        if isinstance(entry.fact, RequestReceived):
            channel = Channel.HTTP if channels[entry.fact.request_id - 1] == "h" else Channel.SOCKET
            run.ledger.entries[place] = structs.replace(
                entry, fact=structs.replace(entry.fact, transport=channel.value, operation=operation)
            )
    return run


BOTH = (Channel.HTTP, Channel.SOCKET)


def test_metrics_count_the_channels_that_they_name() -> None:
    assert counts_are_the_ledgers(over(counted(3, 2, 1, Channel.SOCKET), "sss", Operation.PLACE))
    assert counts_are_the_ledgers(over(counted(3, 2, 1, *BOTH), "hss", Operation.PLACE))
    assert counts_are_the_ledgers(over(counted(2, 2, 1, Channel.SOCKET), "hss"))
    assert "the metrics tell 2 requests" in failure(
        counts_are_the_ledgers(over(counted(2, 2, 1, *BOTH), "hss", Operation.PLACE))
    )
    assert not counts_are_the_ledgers(over(counted(3, 1, 1, *BOTH), "hss", Operation.PLACE))


def test_a_channel_over_which_it_trades_must_be_counted() -> None:
    verdict = counts_are_the_ledgers(over(counted(2, 2, 1, Channel.HTTP), "shh", Operation.PLACE))

    assert not verdict
    assert "trades over ws" in verdict.reason


def test_metrics_that_nobody_read_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="the metrics were never read"):
        counts_are_the_ledgers(Story().request(1.0, Outcome.FAILED).run)


def audited(before: Sequence[str], after: Sequence[str], outcome: Outcome = Outcome.UNAUTHORISED) -> Run:
    story = Story().event(1.0, Noted(name=AUDIT_BEFORE, value=before)).request(2.0, outcome)
    return story.event(3.0, Noted(name=AUDIT_AFTER, value=after)).run


def test_a_refused_key_adds_to_the_audit_log_and_takes_nothing_away() -> None:
    assert "1 lines were added to the audit log" in success(
        refused_key_is_audited(audited(["a"], ["a", "b"]))
    )
    assert "the venue refused the key, the audit log has not a line about it" in failure(
        refused_key_is_audited(audited(["a"], ["a"]))
    )
    assert "what stood in the audit log before is not there any more" in failure(
        refused_key_is_audited(audited(["a"], ["b", "c"]))
    )
    with pytest.raises(Inconclusive, match="the venue never refused the key"):
        refused_key_is_audited(audited([], ["a"], outcome=Outcome.DONE))


def read_after_each(*readings: str) -> Run:
    """The log before, after the first refusal, after the second and in the end; a letter is a line."""
    story = Story().event(1.0, Noted(name=AUDIT_BEFORE, value=list(readings[0])))
    for at_s, reading in zip((2.0, 12.0), readings[1:3], strict=True):
        story.request(at_s, Outcome.UNAUTHORISED).event(
            at_s + 1.0, Noted(name=AUDIT_READ, value=list(reading))
        )
    return story.event(20.0, Noted(name=AUDIT_AFTER, value=list(readings[3]))).run


def test_each_refusal_adds_to_the_audit_log_which_only_grows() -> None:
    assert "2 readings after a refusal, each with its line" in success(
        no_refusal_is_missing_from_the_audit(read_after_each("a", "ab", "abc", "abc"))
    )
    assert no_refusal_is_missing_from_the_audit(read_after_each("", "ab", "abc", "abcd"))


@pytest.mark.parametrize(
    "readings",
    [("a", "ab", "abc", "ab"), ("a", "ab", "ab", "abc"), ("a", "ab", "ac", "ac"), ("a", "a", "ab", "abc")],
    ids=["cut_off_at_the_end", "last_held_back", "last_overwritten", "one_behind"],
)
def test_an_audit_log_without_its_last_event_is_not_whole(readings: tuple[str, ...]) -> None:
    assert not no_refusal_is_missing_from_the_audit(read_after_each(*readings))


def test_an_audit_log_that_was_not_read_between_refusals_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="between readings of the audit log the key was refused 1 times"):
        no_refusal_is_missing_from_the_audit(audited([], ["a"]))


class LosesItsEnd(Reference):
    """The last line of its audit log is always missing; what is left is a whole chain."""

    name = "loses_its_end"

    @asynccontextmanager
    async def _open(self, *given: Any) -> AsyncIterator[Session]:
        async with super()._open(*given) as session:
            whole = session.audit
            session.audit = lambda: whole()[:-1]  # type: ignore[method-assign]
            yield session


@pytest.mark.parametrize(("subject", "whole"), [(Reference, True), (LosesItsEnd, False)])
def test_an_audit_log_cut_off_at_its_end_is_convicted_by_the_ledger(
    subject: type[Reference], whole: bool, tmp_path: Path
) -> None:
    trade = trade_through_revocation(25.0, 35.0, 45.0, 55.0, before_s=15.0, after_s=100.0)
    stage = Stage(subject(), "binance", "audit", tmp_path)
    run = stage.play(trade, during(20.0, 60.0, RejectedKey()), market=SILENT)

    assert bool(no_refusal_is_missing_from_the_audit(run)) is whole


def chain(count: int) -> list[str]:
    lines: list[str] = []
    previous = ""
    for number in range(count):
        lines.append(json.dumps({"event": f"event-{number}", "previous": previous}))
        previous = hashlib.sha256(lines[-1].encode()).hexdigest()
    return lines


def is_whole(lines: Sequence[str]) -> bool:
    previous = ""
    for line in lines:
        if json.loads(line)["previous"] != previous:
            return False
        previous = hashlib.sha256(line.encode()).hexdigest()
    return True


def test_a_chain_shows_tampering_and_plain_lines_do_not() -> None:
    assert "4 lines, 5 kinds of tampering shown" in success(tampering_shows(audited([], chain(4)), is_whole))
    assert "the audit log is called whole although a line was changed" in failure(
        tampering_shows(audited([], chain(4)), lambda lines: True)
    )
    assert "the audit log is called broken as it is" in failure(
        tampering_shows(audited([], chain(4)), lambda lines: False)
    )


def test_a_short_audit_log_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the audit log has only 2 lines"):
        tampering_shows(audited([], chain(2)), is_whole)


# --- edges of time, and what the reasons say ----------------------------------------------------------


def every(step_s: int, first_s: int, last_s: int) -> list[float]:
    return [float(at_s) for at_s in range(first_s, last_s + 1, step_s)]


def test_health_must_have_been_good_within_ten_seconds_before_the_loss() -> None:
    assert lost(health(55.0, *every(5, 100, 210)))
    early = Story().feels(49.5, healthy=True).feels(55.0, healthy=False).feels(60.0, healthy=True)
    with pytest.raises(Inconclusive, match="health was not good before the market was lost"):
        lost(early.run)


def test_health_may_be_good_for_exactly_so_long() -> None:
    assert lost(health(*every(5, 125, 210)))
    assert not lost(health(*every(5, 130, 210)))


def test_the_moments_of_loss_and_of_return_do_not_belong_to_the_time_between() -> None:
    assert not lost(health(60.0, *every(5, 130, 210)))
    assert lost(health(125.0, 130.0))


def test_health_must_be_good_again_from_the_end_of_its_grace_on() -> None:
    assert lost(health(*every(5, 100, 285)))
    verdict = loss_shows_in_health(
        health(*every(5, 100, 290)), 60.0, 200.0, within_s=60.0, back_within_s=90.0
    )

    assert "health is still bad at 290 s (), the market is back" in failure(verdict)


def test_the_reason_says_how_long_health_was_good_while_what_was_lost() -> None:
    def said(run: Run) -> Verdict:
        return loss_shows_in_health(run, 60.0, 200.0, within_s=60.0, back_within_s=90.0, of="the account")

    assert "health was good from 60 s to 125 s (), the account was lost at 60 s" in failure(said(health()))
    assert "health told of the account lost at 60 s" in success(said(health(*every(5, 100, 210))))


def test_health_that_nobody_looked_at_afterwards_proves_nothing() -> None:
    story = Story().feels(55.0, healthy=True).feels(100.0, healthy=False).feels(289.0, healthy=True)

    with pytest.raises(Inconclusive, match="health was not looked at when the market was back"):
        lost(story.run)


def test_a_request_that_the_venue_said_no_to_has_failed() -> None:
    assert requests_are_logged(logged("a", "b", outcome=Outcome.REFUSED), read)


def test_connections_of_two_kinds_or_none_at_all_are_none_made_again() -> None:
    two = Story().fact(1.0, SessionOpened(session=1, role="market", source="c"))
    for run in (Story().run, two.fact(2.0, SessionOpened(session=2, role="user", source="c")).run):
        with pytest.raises(Inconclusive, match="no stream was connected again"):
            connections_are_logged(run, read)


def test_requests_count_up_to_the_moment_at_which_the_metrics_are_read() -> None:
    run = counted(4, 2, 1)
    request = next(run.ledger.of(RequestReceived))
    for number, at_s in ((4, 10.0), (5, 10.5)):
        fact = structs.replace(request.fact, request_id=number)
        run.ledger.entries.append(Entry(number, at_s, fact))

    assert "4 requests" in success(counts_are_the_ledgers(run))


def test_a_no_counts_as_an_error() -> None:
    run = counted(3, 2, 1)
    for place, entry in enumerate(run.ledger.entries):
        if isinstance(entry.fact, RequestAnswered) and entry.fact.outcome == Outcome.FAILED:
            run.ledger.entries[place] = structs.replace(
                entry, fact=structs.replace(entry.fact, outcome=Outcome.REFUSED)
            )

    assert counts_are_the_ledgers(run)


@pytest.mark.parametrize(
    ("gone", "told"),
    [
        (RequestAnswered, "0 requests refused, 1 lost, 1 cuts"),
        (AnswerLost, "1 requests refused, 0 lost, 1 cuts"),
        (FaultFired, "1 requests refused, 1 lost, 0 cuts"),
    ],
)
def test_metrics_are_judged_after_a_refusal_a_loss_and_a_cut(gone: type[Fact], told: str) -> None:
    run = counted(3, 2, 1)
    run.ledger.entries[:] = [entry for entry in run.ledger.entries if not isinstance(entry.fact, gone)]

    with pytest.raises(Inconclusive, match=told):
        counts_are_the_ledgers(run)


def test_the_reason_says_what_the_metrics_tell_and_what_happened() -> None:
    told = (
        "the metrics tell 3 requests, 2 errors, 0 reconnects, the venue recorded 3 requests, 2 errors, 1 re"
    )

    assert told in failure(counts_are_the_ledgers(counted(3, 2, 0)))


def test_an_audit_log_that_was_never_read_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the audit log was never read"):
        refused_key_is_audited(Story().request(2.0, Outcome.UNAUTHORISED).run)


def test_a_refusal_must_be_in_the_audit_log_a_second_later() -> None:
    """Read exactly then it is due; read before, it is due at the next reading."""
    story = Story().event(1.0, Noted(name=AUDIT_BEFORE, value=["a"]))
    story.request(2.0, Outcome.UNAUTHORISED).event(3.0, Noted(name=AUDIT_READ, value=["a", "b"]))
    story.request(12.0, Outcome.UNAUTHORISED).event(12.5, Noted(name=AUDIT_READ, value=["a", "b"]))
    late = story.event(20.0, Noted(name=AUDIT_AFTER, value=["a", "b", "c"]))

    assert "2 readings after a refusal" in success(no_refusal_is_missing_from_the_audit(late.run))


def test_the_reason_says_which_refusal_is_missing() -> None:
    missing = no_refusal_is_missing_from_the_audit(read_after_each("a", "ab", "ab", "abc"))
    gone = no_refusal_is_missing_from_the_audit(read_after_each("a", "ab", "abc", "ab"))

    assert "the refusal at 12.0 s is not at the end of the audit log at 13.0 s" in failure(missing)
    assert "at 20.0 s lines are gone" in failure(gone)


LINES = ["first line", "second line", "third line", "fourth line", "fifth line"]
FORGED = {
    "a line was changed": [*LINES[:2], "third LINE", *LINES[3:]],
    "a line was removed": [*LINES[:2], *LINES[3:]],
    "the first line was removed": LINES[1:],
    "two lines were exchanged": [LINES[1], LINES[0], *LINES[2:]],
    "a line was repeated": [*LINES[:3], *LINES[2:]],
}


@pytest.mark.parametrize("what", FORGED)
def test_each_kind_of_tampering_is_what_it_is_called(what: str) -> None:
    def blind(lines: Sequence[str]) -> bool:
        return list(lines) in (LINES, FORGED[what])

    verdict = tampering_shows(audited([], LINES), blind)

    assert failure(verdict) == f"the audit log is called whole although {what}"


def test_a_line_of_json_is_changed_in_what_it_tells_and_not_in_how_it_is_written() -> None:
    line = '{"event":"key refused","previous":"x"}'
    forged = '{"event":"nothing","previous":"x"}'

    def blind(lines: Sequence[str]) -> bool:
        return list(lines) in ([line] * 3, [line, forged, line])

    assert "a line was changed" in failure(tampering_shows(audited([], [line] * 3), blind))


def test_a_line_is_written_with_its_keys_in_order_whatever_order_they_had() -> None:
    line = '{"previous":"x","event":"key refused"}'
    forged = '{"event":"nothing","previous":"x"}'

    def blind(lines: Sequence[str]) -> bool:
        return list(lines) in ([line] * 3, [line, forged, line])

    assert "a line was changed" in failure(tampering_shows(audited([], [line] * 3), blind))


def test_three_lines_are_enough_to_tamper_with() -> None:
    assert tampering_shows(audited([], chain(3)), is_whole)
