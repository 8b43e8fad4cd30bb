"""The gate: play the selection, score it, tell the result, write the reports."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console

from checklist.evidence import BadToken, Token
from checklist.load import load
from checklist.model import Checklist, ChecklistError
from checklist.report.console import print_banner, print_summary
from checklist.report.json_report import as_json
from checklist.report.markdown import as_markdown
from checklist.report.progress import LiveProgress
from checklist.report.summary import Summary
from checklist.report.text import as_text
from checklist.scoring import ExitStatus
from checklist.selection import UnknownSelection
from subjects.base import Subject
from tools.code_coverage import CodeCoverage, CoverageProblem
from tools.crew import Crew, default_jobs
from tools.options import stop
from tools.playbill import Playbill
from tools.playing import SUITES, Listener, play
from tools.subject_loading import SubjectProblem, load_subject
from tools.venues import chosen_venues
from tools.verdicts import verdicts

WRITERS: dict[str, Callable[[Summary], str]] = {".json": as_json, ".md": as_markdown, ".txt": as_text}
_WIDTH_OF_A_LOG = 120
_PYTEST_USAGE_ERROR = 4
_PYTEST_INTERNAL_ERROR = 3


def run(options: argparse.Namespace, *, suites: Path = SUITES, now: Callable[[], float] = time.time) -> int:
    """Play and report; returns an ExitStatus. `now` is the wall clock that dates the report."""
    began = now()
    try:
        token = Token.parse(options.replay) if options.replay else None
        if token is not None:
            options.subject, options.venue, options.item = token.subject, [token.venue], [token.item]
            options.stage = token.stage
        checklist = load()
        coverage = CodeCoverage.started(options.subject) if options.coverage else None
        subject = load_subject(options.subject)
        playbill = Playbill.asked_for(
            checklist,
            chosen_venues(options.venue, subject, checklist.policy.fidelity_percent),
            named=bool(options.venue),
            suites=options.suite,
            categories=options.categories,
            items=options.item,
            smoke=options.smoke,
            brief=options.brief,
        )
    except (BadToken, ChecklistError, CoverageProblem, SubjectProblem, UnknownSelection) as error:
        stop(str(error))
    with _console() as console:
        listener = _play(options, console, checklist, playbill, subject, suites, coverage)
        percent = coverage.finished_percent() if coverage is not None else None
        summary = _summary(options, checklist, playbill, subject, listener, (began, now()), percent)
        print_summary(console, summary, quiet=options.quiet, verbose=options.verbose)
    _write(summary, options.save_report)
    return summary.status


def _play(
    options: argparse.Namespace,
    console: Console,
    checklist: Checklist,
    playbill: Playbill,
    subject: Subject,
    suites: Path,
    coverage: CodeCoverage | None,
) -> Listener:
    progress = LiveProgress(
        console,
        checklist,
        playbill.whole,
        verbose=options.verbose,
        several_venues=len(playbill.venues) > 1,
    )
    listener = Listener(
        checklist=checklist,
        fail_fast=options.fail_fast,
        started=(lambda tests: None) if options.quiet else progress.start,
        playing=(lambda item_id: None) if options.quiet else progress.playing,
        ended=(lambda: None) if options.quiet else progress.ended,
        told=(lambda evidence: None) if options.quiet else progress.told,
    )
    crew = Crew(_jobs(options), [listener], in_turn=options.fail_fast, coverage=coverage)
    if not options.quiet:
        configured = ", ".join(
            f"{key}={value!r}" for key, value in _options(subject, playbill.venues).items()
        )
        where = ", ".join(playbill.venues)
        print_banner(console, f"of {options.subject} ({subject.version}) on {where}", configured)
    status = play(_arguments(options), listener, suites, crew)
    progress.stop()
    if status == _PYTEST_USAGE_ERROR:
        raise SystemExit(int(ExitStatus.USAGE))  # pytest has said in one line what is wrong
    if status == _PYTEST_INTERNAL_ERROR and not listener.notes:
        listener.notes.append("the harness broke")
    if listener.interrupted:
        judged = len({evidence.item for evidence in listener.evidence})
        there = len(playbill.whole.items)
        listener.notes.append(f"interrupted: {judged} of {there} items were played, the others are uncovered")
    return listener


def _options(subject: Subject, venues: Sequence[str]) -> dict[str, Any]:
    """How it is configured where it is played; where venues differ in one, the first has the word."""
    return {key: value for venue in reversed(venues) for key, value in subject.at(venue).options.items()}


def _jobs(options: argparse.Namespace) -> int:
    """Real time is shared by those who play at once, so there it takes a decision of the user."""
    if options.jobs is not None:
        return int(options.jobs)
    return 1 if options.stage == "loopback" else default_jobs()


def _arguments(options: argparse.Namespace) -> list[str]:
    if options.replay:
        return ["--replay", options.replay]
    return [
        *("--subject", options.subject, "--seeds", str(options.seeds)),
        *(argument for venue in options.venue for argument in ("--venue", venue)),
        *("--stage", options.stage),
        *(argument for name in options.suite for argument in ("--suite", name)),
        *(argument for name in options.categories for argument in ("--category", name)),
        *(argument for name in options.item for argument in ("--item", name)),
        *(["--smoke"] if options.smoke else []),
        *(["--brief"] if options.brief else []),
    ]


def _summary(
    options: argparse.Namespace,
    checklist: Checklist,
    playbill: Playbill,
    subject: Subject,
    listener: Listener,
    began_ended: tuple[float, float],
    code_coverage_percent: float | None,
) -> Summary:
    said = verdicts(checklist, playbill, subject, listener.evidence, options.profile, options.threshold)
    broken = listener.interrupted or any("the harness broke" in note for note in listener.notes)
    began, ended = began_ended
    whole = playbill.whole
    return Summary(
        subject=options.subject,
        version=subject.version,
        options=_options(subject, playbill.venues),
        venues=said.venues,
        seeds=options.seeds,
        part=f"replay of {options.replay}" if options.replay else whole.part,
        checklist=checklist,
        results=said.results,
        score=said.score,
        status=ExitStatus.COULD_NOT_JUDGE if broken else said.status,
        timestamp=datetime.fromtimestamp(began, UTC).isoformat(timespec="seconds"),
        duration_s=ended - began,
        notes=(*playbill.told, *said.notes, *listener.notes),
        code_coverage_percent=code_coverage_percent,
        stage=options.stage,
    )


@contextmanager
def _console() -> Iterator[Console]:
    """A console on a descriptor of its own: pytest captures the common one while a test runs."""
    try:
        descriptor = os.dup(sys.stdout.fileno())
    except (OSError, ValueError):
        yield Console(file=sys.stdout, width=_WIDTH_OF_A_LOG)
        return
    # a terminal without these characters gets question marks, never a traceback
    encoding = sys.stdout.encoding or "utf-8"
    with os.fdopen(descriptor, "w", buffering=1, encoding=encoding, errors="replace") as file:
        yield Console(file=file, width=None if file.isatty() else _WIDTH_OF_A_LOG)


def _write(summary: Summary, paths: Sequence[Path]) -> None:
    for path in paths:
        try:
            path.write_text(WRITERS[path.suffix](summary), encoding="utf-8")
        except OSError as error:
            stop(f"--save-report {path}: cannot be written ({error.strerror}); choose another path")
