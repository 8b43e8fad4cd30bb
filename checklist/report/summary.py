"""One run of the gate as data, and the questions every report asks of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from checklist.at_venues import AtVenue
from checklist.evidence import Evidence
from checklist.measures import SHOWN, is_bad, told, worst_of
from checklist.model import Checklist, Outcome, Severity
from checklist.report.points import coverage, points
from checklist.scoring import ExitStatus, Result, Score

REPLAY = "python tools/run_readiness.py --replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything that a report shows. `notes` are sentences about the run itself."""

    subject: str
    version: str
    options: Mapping[str, Any]
    venues: tuple[AtVenue, ...]
    seeds: int
    part: str | None
    """Which part of the checklist was played; None = all of it."""
    checklist: Checklist = field(repr=False)
    results: tuple[Result, ...] = field(repr=False)
    score: Score
    status: ExitStatus
    timestamp: str
    """When the run began, ISO 8601."""
    duration_s: float
    notes: tuple[str, ...] = ()
    code_coverage_percent: float | None = None
    stage: str = "simulated"

    @property
    def venue(self) -> str:
        """Where it was played, by name."""
        return ", ".join(one.venue for one in self.venues)

    @property
    def place(self) -> str:
        """Where it was played, in words."""
        return self.venue if self.stage == "simulated" else f"{self.venue}, in real time on {self.stage}"

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results)

    @property
    def applicable(self) -> Sequence[Result]:
        return [result for result in self.results if result.applicable]

    @property
    def open(self) -> Sequence[Result]:
        """Applicable items that did not pass, the gravest and heaviest first."""
        ranks = list(Severity)
        return sorted(
            (result for result in self.applicable if not result.passed),
            key=lambda result: (ranks.index(result.item.severity), -result.item.weight, result.item.id),
        )

    @property
    def failed(self) -> Sequence[Result]:
        return [result for result in self.open if result.outcome is Outcome.FAILED]

    @property
    def inapplicable(self) -> Sequence[Result]:
        return [result for result in self.results if not result.applicable]

    def of_category(self, category: str) -> Sequence[Result]:
        return [result for result in self.results if result.item.category == category]

    def of_suite(self, suite: str) -> Sequence[Result]:
        return [result for result in self.results if result.item.suite == suite]

    @property
    def success_rate_percent(self) -> float:
        """Applicable items that passed."""
        return 100 * self.count(Outcome.PASSED) / len(self.applicable) if self.applicable else 0.0

    @property
    def blockers(self) -> Sequence[str]:
        """Every reason why the gate is shut, in words."""
        reasons = [
            f"{result.item.id} {result.item.title}: {result.outcome.value} ({result.reason})"
            for result in self.open
            if result.item.critical
        ]
        if self.score.points < self.score.threshold:
            reasons.append(f"the score {points(self.score)} is below the threshold {self.score.threshold:g}")
        if not any(result.judged for result in self.results):
            reasons.append("nothing was judged")
        return [] if self.score.ready else reasons

    @property
    def measures(self) -> dict[str, float]:
        """The worst of the run, whatever item it was seen in."""
        return worst_of(one.measures for result in self.results for one in result.evidence)

    def worst_items(self, name: str) -> Sequence[str]:
        """Items in which that measure was as bad as `measures` says."""
        worst = self.measures[name]
        return [
            result.item.id
            for result in self.results
            if any(one.measures.get(name) == worst for one in result.evidence)
        ]

    @property
    def headline(self) -> str:
        return headline(self.score, self.part)

    @property
    def decision(self) -> str:
        """What the exit status means, in a sentence."""
        threshold = f"{self.score.threshold:g}"
        return {
            ExitStatus.READY: f"ready: the score reaches {threshold} and no critical item shuts the gate",
            ExitStatus.BELOW_THRESHOLD: f"not ready: the score is below the threshold {threshold}",
            ExitStatus.CRITICAL_OPEN: f"not ready: {_critical(len(self.score.open_critical))} open",
            ExitStatus.COULD_NOT_JUDGE: "could not judge: evidence is missing, see the items not judged",
            ExitStatus.USAGE: "not run",
        }[self.status]


def headline(score: Score, part: str | None) -> str:
    """The score as it must always be read: points over coverage, and its band."""
    only = f" ({part} only)" if part else ""
    return f"{points(score)} of 100 over {coverage(score)} % of the checklist{only}: {score.band}"


def worst_rows(summary: Summary) -> Iterator[tuple[str, str, str]]:
    """The worst of the run: what it is, how bad it was, and in which items; three are enough to look at."""
    measures = summary.measures
    for name, words in SHOWN.items():
        if name in measures:
            items = summary.worst_items(name) if is_bad(name, measures[name]) else []
            more = f" and {len(items) - 3} more" if len(items) > 3 else ""
            yield words, told(name, measures[name]), " ".join(items[:3]) + more


def replay_command(evidence: Evidence) -> str:
    return f"{REPLAY} {evidence.token}"


def _critical(count: int) -> str:
    return "a critical item is" if count == 1 else f"{count} critical items are"
