"""What a test of the suites leaves: evidence for the checklist, and the score in pytest's own summary."""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import pytest

from checklist.evidence import Evidence
from checklist.measures import worst_of
from checklist.model import Outcome
from checklist.report.summary import headline
from scenarios.measures.measured import measured
from scenarios.run import Run
from tools.endings import ending_of
from tools.judging import CASE_STASH, LACKING, PLAY, Play, venue_of
from tools.verdicts import verdicts

EVIDENCE = "readiness evidence"
"""Name of the user property of a report that carries evidence as JSON."""


class Played(Protocol):
    """What is asked of a run."""

    @property
    def digest(self) -> str: ...

    @property
    def virtual_s(self) -> float: ...


def digest_of(runs: Sequence[Played]) -> str:
    """One digest for all plays of a test; empty if one was in real time."""
    digests = [run.digest for run in runs]
    if len(digests) < 2 or not all(digests):
        return digests[0] if len(digests) == 1 else ""
    return hashlib.blake2b("/".join(digests).encode(), digest_size=16).hexdigest()


def evidence_of(
    item: pytest.Item,
    call: pytest.CallInfo[None],
    report: pytest.TestReport,
    runs: Sequence[Played],
    tests: Path,
) -> Evidence | None:
    """What this phase of a test leaves; None for a setup or teardown in which nothing happened."""
    if call.excinfo is None and call.when != "call":
        return None
    outcome, reason = Outcome.PASSED, ""
    if item.stash[LACKING] and call.excinfo is not None:
        outcome, reason = Outcome.INAPPLICABLE, str(call.excinfo.value)
    elif call.excinfo is not None:
        ending = ending_of(call.excinfo.value, tests)
        outcome, reason = ending.outcome, ending.reason
        if outcome is Outcome.INAPPLICABLE:
            path, line, _ = item.location
            report.outcome, report.longrepr = "skipped", (path, (line or 0) + 1, reason)
    item_id, case = item.stash[CASE_STASH]
    return Evidence(
        item=item_id,
        case=case,
        venue=venue_of(item),
        outcome=outcome,
        reason=reason,
        token=str(item.config.stash[PLAY].token(item)),
        digest=digest_of(runs),
        virtual_s=sum(run.virtual_s for run in runs),
        wall_s=call.duration,
        measures=worst_of(measures_of(run) for run in runs),
    )


def report_of_death(item: pytest.Item, how: str) -> pytest.TestReport:
    """Of a test whose process ended under it: it was not judged."""
    item_id, case = item.stash[CASE_STASH]
    evidence = Evidence(
        item=item_id,
        case=case,
        venue=venue_of(item),
        outcome=Outcome.INCONCLUSIVE,
        reason=f"the process that played it died ({how})",
        token=str(item.config.stash[PLAY].token(item)),
    )
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="failed",
        longrepr=evidence.reason,
        when="call",
        user_properties=[(EVIDENCE, evidence.to_json())],
    )


def measures_of(run: Played) -> Mapping[str, float]:
    """How bad it was. What a connector told may be beyond measure: that decides nothing, but is said."""
    if not isinstance(run, Run):
        return {}
    try:
        return measured(run)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return {"not_measurable": 1}


def describe(play: Play) -> list[str]:
    """The score in a few lines, for pytest's own summary."""
    said = verdicts(play.checklist, play.playbill, play.subject, play.evidence, play.profile)
    not_played = [r.item.id for r in said.results if r.outcome is Outcome.UNCOVERED]
    lines = [
        f"{r.item.id} {r.outcome.value}: {r.reason}"
        for r in said.results
        if r.outcome in (Outcome.FAILED, Outcome.INCONCLUSIVE)
    ]
    if not_played:
        lines.append(f"uncovered: {' '.join(not_played)}")
    part = play.playbill.whole.part
    if len(said.venues) > 1:
        lines += [f"{play.subject_name} on {one.venue}: {headline(one.score, part)}" for one in said.venues]
    where = ", ".join(play.playbill.venues)
    return [*lines, *said.notes, f"{play.subject_name} on {where}: {headline(said.score, part)}"]
