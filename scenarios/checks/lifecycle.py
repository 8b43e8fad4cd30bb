"""Are connectors created once and ended wholly, and do they stay the same size while they live?"""

from fakes.ledger import RequestReceived, SessionClosed, SessionOpened
from scenarios.history import NeverAnswered, Noted, Opened, Raised, Returned
from scenarios.run import Run
from scenarios.verdict import Inconclusive, Verdict, failed, passed
from scenarios.workloads.lifecycle import TASKS

SLACK_TASKS = 5
"""Requests under way at one moment and not at the other."""


def creations_share_one(run: Run, *, one_at_s: float, many_at_s: float, many: int, lasts_s: float) -> Verdict:
    """Many creations at once give one connector, and open no more sessions than one creation does.

    Premise: one creation by itself succeeded.
    """
    made = [(e.at_s, e.event.result) for e in run.history.of(Returned) if e.event.verb == "create"]
    if not any(one_at_s <= at_s < many_at_s for at_s, _ in made):
        raise Inconclusive("not even one creation succeeded")
    numbers = [number for at_s, number in made if at_s >= many_at_s]
    if len(numbers) < many:
        return failed(f"{many - len(numbers)} of {many} creations at once failed")
    different = len(dict.fromkeys(numbers))
    if different > 1:
        return failed(f"{many} creations at once gave {different} connectors")
    alone = _sessions_opened(run, one_at_s, one_at_s + lasts_s)
    together = _sessions_opened(run, many_at_s, many_at_s + lasts_s)
    if together > alone:
        return failed(f"{many} creations at once opened {together} sessions, one opens {alone}")
    return passed(f"{many} creations at once gave one connector and {together} sessions")


def creation_recovers(run: Run, *, healed_at_s: float) -> Verdict:
    """The first creation after the trouble succeeds. Premise: one failed before."""
    troubled = [e for e in run.history.of(Raised) if e.event.verb == "create" and e.at_s < healed_at_s]
    if not troubled:
        raise Inconclusive("no creation failed while the venue was in trouble")
    for entry in run.history.entries:
        event = entry.event
        if entry.at_s < healed_at_s or getattr(event, "verb", "") != "create":
            continue
        if isinstance(event, Raised):
            return failed(f"at {entry.at_s:.1f} s, with all well again, creating failed: {event.text[:200]}")
        if isinstance(event, NeverAnswered):
            return failed(f"with all well again, creating did not end in {event.patience_s:g} s")
        if isinstance(event, Returned):
            return passed(f"created at {entry.at_s:.1f} s, after {len(troubled)} failures")
    raise Inconclusive("no creation was tried after the trouble")


def nothing_is_left(run: Run) -> Verdict:
    """Once it was closed, the subject has no task and no connection to the venue.

    Premise: it was opened, and had a session or asked something.
    """
    reached = any(True for fact in (SessionOpened, RequestReceived) for _ in run.ledger.of(fact))
    if not reached or not any(True for _ in run.history.of(Opened)):
        raise Inconclusive("the subject never reached the venue")
    for entry in run.history.entries:
        if isinstance(entry.event, Raised | NeverAnswered) and entry.event.verb == "close":
            return failed(f"closing did not end well: {entry.event}")
    left = run.leftovers
    if left.tasks:
        return failed(f"{len(left.tasks)} tasks left after closing: {', '.join(left.tasks[:5])}")
    if left.connections:
        return failed(f"{len(left.connections)} connections left after closing: {left.connections[0]}")
    return passed("no task and no connection left after closing")


def no_error_goes_unnoticed(run: Run, *, ends: int) -> Verdict:
    """No task or future of the subject's ended with an exception that nobody ever asked for.

    asyncio says so when it is collected:
    https://docs.python.org/3/library/asyncio-dev.html#detect-never-retrieved-exceptions
    Premise: the venue ended so many sessions.
    """
    ended = sum(1 for entry in run.ledger.of(SessionClosed) if entry.fact.by_venue)
    if ended < ends:
        raise Inconclusive(f"the venue ended {ended} sessions")
    unnoticed = [text for text in run.complaints if "never retrieved" in text]
    if unnoticed:
        return failed(f"{len(unnoticed)} errors that nobody looked at; at second {unnoticed[0][:200]}")
    return passed(f"the venue ended {ended} sessions, and every error was looked at")


def tasks_do_not_grow(run: Run) -> Verdict:
    """The last count of the subject's tasks is not above the first. Premise: two counts."""
    counts = [(entry.at_s, entry.event.value) for entry in run.history.of(Noted) if entry.event.name == TASKS]
    if len(counts) < 2:
        raise Inconclusive("the tasks were not counted twice")
    (first_s, first), (last_s, last) = counts[0], counts[-1]
    told = f"{first} tasks at {first_s:.0f} s, {last} at {last_s:.0f} s"
    return failed(told) if last > first + SLACK_TASKS else passed(told)


def _sessions_opened(run: Run, from_s: float, to_s: float) -> int:
    return sum(1 for entry in run.ledger.of(SessionOpened) if from_s <= entry.at_s < to_s)
