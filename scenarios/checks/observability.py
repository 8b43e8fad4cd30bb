"""Can whoever watches health, log, metrics and audit see what really happened?"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from fakes.ledger import (
    AnswerLost,
    FaultFired,
    RequestAnswered,
    RequestReceived,
    SessionOpened,
)
from fakes.operations import Operation, Outcome
from scenarios.checks.backing_off import between
from scenarios.history import HealthSampled, Noted
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from subjects.seen import CountsSeen, LogSeen

ReadLog = Callable[[Mapping[str, Any]], LogSeen | None]
COUNTS = "counts"
TRADING = (Operation.PLACE, Operation.CANCEL)
AUDIT_BEFORE = "audit before"
AUDIT_READ = "audit read"
AUDIT_AFTER = "audit after"
AUDITED_WITHIN_S = 1.0
"""After this a security event must stand in the audit log: what comes later is lost in a crash."""


def loss_shows_in_health(
    run: Run,
    lost_s: float,
    back_s: float,
    *,
    within_s: float,
    back_within_s: float,
    of: str = "the market",
) -> Verdict:
    """While it is lost, health is never good for longer than `within_s`, and it is good again in the end.

    A connector that has just reconnected may hope for that long. Premise: health was good before.
    """
    samples = [(e.at_s, e.event.health) for e in run.history.of(HealthSampled)]
    if not any(health.healthy for at_s, health in samples if lost_s - 10.0 <= at_s < lost_s):
        raise Inconclusive(f"health was not good before {of} was lost")
    good_since_s: float | None = lost_s
    for at_s, health in samples:
        if not lost_s < at_s < back_s:
            continue
        if not health.healthy:
            good_since_s = None
        elif good_since_s is None:
            good_since_s = at_s
        elif at_s - good_since_s > within_s:
            return failed(
                f"health was good from {good_since_s:.0f} s to {at_s:.0f} s ({health.detail}), "
                f"{of} was lost at {lost_s:g} s"
            )
    late = [sample for sample in samples if sample[0] >= back_s + back_within_s]
    if not late:
        raise Inconclusive(f"health was not looked at when {of} was back")
    bad = next(((at_s, health) for at_s, health in late if not health.healthy), None)
    if bad is not None:
        return failed(f"health is still bad at {bad[0]:.0f} s ({bad[1].detail}), {of} is back")
    return passed(f"health told of {of} lost at {lost_s:g} s, and of its return")


def requests_are_logged(run: Run, read: ReadLog) -> Verdict:
    """Each HTTP request that reached the venue is in the log under a correlation id of its own.

    Of a connector that makes none, its requests over sockets: they have no path, so they count together.
    `read` is the subject's own reading of its log. Premise: requests reached the venue, one failed.
    """
    received: dict[str, int] = {}
    sent_on_sockets = 0
    for entry in run.ledger.of(RequestReceived):
        if entry.fact.transport == "rest":
            received[entry.fact.path] = received.get(entry.fact.path, 0) + 1
        else:
            sent_on_sockets += 1
    failures = any(e.fact.outcome != Outcome.DONE for e in run.ledger.of(RequestAnswered))
    if not (received or sent_on_sockets) or not failures:
        raise Inconclusive("no request failed")
    if not received:
        known = len(_ids(run, read, None))
        told = f"{sent_on_sockets} requests reached the venue over sockets, the log has ids for {known}"
        return passed(told) if known >= sent_on_sockets else failed(told)
    for path, count in received.items():
        ids = _ids(run, read, path)
        if len(ids) < count:
            return failed(f"{count} requests to {path} reached the venue, the log has ids for {len(ids)}")
    return passed(f"{sum(received.values())} requests, each in the log with an id of its own")


def connections_are_logged(run: Run, read: ReadLog) -> Verdict:
    """Each connection of a stream is in the log under a correlation id of its own.

    Premise: a stream was connected again.
    """
    opened: dict[str, int] = {}
    for entry in run.ledger.of(SessionOpened):
        opened[entry.fact.role] = opened.get(entry.fact.role, 0) + 1
    if max(opened.values(), default=0) < 2:
        raise Inconclusive("no stream was connected again")
    ids = _ids(run, read, "")
    if len(ids) < sum(opened.values()):
        return failed(f"{sum(opened.values())} streams were connected, the log has ids for {len(ids)}")
    return passed(f"{sum(opened.values())} connections, each in the log with an id of its own")


def counts_are_the_ledgers(run: Run) -> Verdict:
    """Requests, errors and reconnects that the metrics tell are those that the venue has recorded.

    Requests are those of the channels that the subject says it counts; who trades over a channel that it
    does not count shows calm while orders fail. Premise: the metrics were read, after a request had failed
    and a stream had been cut.
    """
    read = next((e for e in run.history.of(Noted) if e.event.name == COUNTS), None)
    if read is None:
        raise Inconclusive("the metrics were never read")
    counts: CountsSeen = read.event.value
    sent = [e.fact for e in run.ledger.of(RequestReceived) if e.at_s <= read.at_s]
    trading = [fact.transport for fact in sent if fact.operation in TRADING]
    if (
        uncounted := next((channel for channel in trading if channel not in counts.counted), None)
    ) is not None:
        return failed(f"it trades over {uncounted}, and its metrics do not count the requests sent there")
    counted = {fact.request_id: fact for fact in sent if fact.transport in counts.counted}
    refused = [
        e
        for e in run.ledger.of(RequestAnswered)
        if e.fact.request_id in counted and e.fact.outcome != Outcome.DONE
    ]
    lost = [e for e in run.ledger.of(AnswerLost) if e.fact.request_id in counted]
    cut_s = [e.at_s for e in run.ledger.of(FaultFired) if e.fact.fault == "AbruptClose"]
    if not refused or not lost or not cut_s:
        raise Inconclusive(f"{len(refused)} requests refused, {len(lost)} lost, {len(cut_s)} cuts")
    again = len(between(run.ledger.of(SessionOpened), min(cut_s), read.at_s))
    true = replace(counts, requests=len(counted), errors=len(refused) + len(lost), reconnects=again)
    if counts != true:
        return failed(f"the metrics tell {_told(counts)}, the venue recorded {_told(true)}")
    return passed(f"metrics and ledger agree: {_told(true)}")


def refused_key_is_audited(run: Run) -> Verdict:
    """The audit log grew when the venue refused the key.

    Premise: it was read before and after, and the venue refused the key in between.
    """
    before, after = _audited(run, AUDIT_BEFORE), _audited(run, AUDIT_AFTER)
    if not any(e.fact.outcome == Outcome.UNAUTHORISED for e in run.ledger.of(RequestAnswered)):
        raise Inconclusive("the venue never refused the key")
    if after[: len(before)] != before:
        return failed("what stood in the audit log before is not there any more")
    if len(after) == len(before):
        return failed("the venue refused the key, the audit log has not a line about it")
    return passed(f"{len(after) - len(before)} lines were added to the audit log")


def no_refusal_is_missing_from_the_audit(run: Run) -> Verdict:
    """Each reading of the audit log goes on where the one before it ended, and tells of what happened since.

    So an end that was cut off shows, and a last event that is held back: the ledger knows that it happened.
    Premise: the venue refused the key twice at least, with a reading in between.
    """
    readings = [
        entry
        for entry in run.history.of(Noted)
        if entry.event.name in (AUDIT_BEFORE, AUDIT_READ, AUDIT_AFTER)
    ]
    refused_s = [
        e.at_s + AUDITED_WITHIN_S
        for e in run.ledger.of(RequestAnswered)
        if e.fact.outcome == Outcome.UNAUTHORISED
    ]
    told = 0
    for earlier, later in pairwise(readings):
        before, after = list(earlier.event.value), list(later.event.value)
        if after[: len(before)] != before:
            return failed(f"at {later.at_s:.1f} s lines are gone that stood in the audit log before")
        happened = [at_s for at_s in refused_s if earlier.at_s < at_s <= later.at_s]
        if happened and len(after) == len(before):
            at_s = happened[-1] - AUDITED_WITHIN_S
            return failed(
                f"the refusal at {at_s:.1f} s is not at the end of the audit log at {later.at_s:.1f} s"
            )
        told += bool(happened)
    if told < 2:
        raise Inconclusive(f"between readings of the audit log the key was refused {told} times")
    return passed(f"{told} readings after a refusal, each with its line")


def tampering_shows(run: Run, is_whole: Callable[[Sequence[str]], bool]) -> Verdict:
    """The subject's own means call the log whole as it is, and broken after each kind of tampering.

    Lines cut off at the end are left out: without an anchor elsewhere no log can show that, and here the
    ledger is the anchor (`no_refusal_is_missing_from_the_audit`). Premise: the audit log has three lines at
    least.
    """
    lines = _audited(run, AUDIT_AFTER)
    if len(lines) < 3:
        raise Inconclusive(f"the audit log has only {len(lines)} lines")
    if not is_whole(lines):
        return failed("the audit log is called broken as it is")
    middle = len(lines) // 2
    tampered = {
        "a line was changed": [*lines[:middle], _changed(lines[middle]), *lines[middle + 1 :]],
        "a line was removed": [*lines[:middle], *lines[middle + 1 :]],
        "the first line was removed": lines[1:],
        "two lines were exchanged": [lines[1], lines[0], *lines[2:]],
        "a line was repeated": [*lines[:middle], lines[middle], *lines[middle:]],
    }
    for what, forged in tampered.items():
        if is_whole(forged):
            return failed(f"the audit log is called whole although {what}")
    return passed(f"{len(lines)} lines, {len(tampered)} kinds of tampering shown")


# --- inside ---------------------------------------------------------------------------------------


def _ids(run: Run, read: ReadLog, about: str | None) -> Sequence[str]:
    """Different correlation ids of that kind (None = requests of any kind), in the order of first coming."""
    told = (read(record) for record in run.logs)
    return tuple(
        dict.fromkeys(
            seen.correlation_id
            for seen in told
            if seen is not None
            and seen.correlation_id
            and (bool(seen.about) if about is None else seen.about == about)
        )
    )


def _audited(run: Run, name: str) -> list[str]:
    noted = next((e.event.value for e in run.history.of(Noted) if e.event.name == name), None)
    if noted is None:
        raise Inconclusive("the audit log was never read")
    return list(noted)


def _changed(line: str) -> str:
    """Still well-formed: another digit somewhere in the middle, or a letter in another case."""
    try:
        entry = json.loads(line)
    except ValueError:
        entry = None
    if isinstance(entry, dict):
        return json.dumps({**entry, "event": "nothing"}, sort_keys=True, separators=(",", ":"))
    half = len(line) // 2
    return line[:half] + line[half:].swapcase()


def _told(counts: CountsSeen) -> str:
    return f"{counts.requests} requests, {counts.errors} errors, {counts.reconnects} reconnects"
