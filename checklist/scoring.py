"""From evidence to outcomes, from outcomes to a score, from a score to an exit status. Pure.

The score is monotone: mending a defect never lowers it and breaking something never raises it. What
was not judged stays in the denominator, so missing evidence never raises it either. An item that a
subject cannot apply to does leave the denominator; therefore coverage is always shown beside the score.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from checklist.evidence import Evidence
from checklist.model import Item, Outcome, Policy, worst


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One item, its outcome over all cases and seeds, and the evidence for it."""

    item: Item
    outcome: Outcome
    reason: str
    evidence: tuple[Evidence, ...] = ()

    @property
    def applicable(self) -> bool:
        return self.outcome is not Outcome.INAPPLICABLE

    @property
    def passed(self) -> bool:
        return self.outcome is Outcome.PASSED

    @property
    def judged(self) -> bool:
        return self.outcome in (Outcome.PASSED, Outcome.FAILED)

    @property
    def telling(self) -> Evidence | None:
        """The first evidence that ended as the item did: what to replay."""
        return next((one for one in self.evidence if one.outcome is self.outcome), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Points of 0-100 with what must be read beside them."""

    points: float
    coverage: float
    """Percent of the selected weight that applies to the subject."""
    threshold: float
    profile: str
    band: str
    ready: bool
    open_critical: tuple[str, ...]
    critical_share_passed: float
    areas: tuple[tuple[str, float | None], ...]
    """Share of weight passed in each area of the weighted profile, 0-1; None = nothing applies."""


class ExitStatus(IntEnum):
    """What the gate says to its caller."""

    READY = 0
    BELOW_THRESHOLD = 1
    CRITICAL_OPEN = 2
    COULD_NOT_JUDGE = 3
    USAGE = 4


def judge(
    items: Iterable[Item], capabilities: Collection[str], evidence: Iterable[Evidence]
) -> tuple[Result, ...]:
    """The outcome of each item, in the items' order."""
    found: dict[str, list[Evidence]] = {}
    for one in evidence:
        found.setdefault(one.item, []).append(one)
    return tuple(_judge(item, capabilities, found.get(item.id, [])) for item in items)


def _judge(item: Item, capabilities: Collection[str], evidence: Sequence[Evidence]) -> Result:
    lacking = item.lacks(capabilities)
    if lacking:
        reason = f"the subject does not offer {' and '.join(lacking)}"
        return Result(item=item, outcome=Outcome.INAPPLICABLE, reason=reason, evidence=tuple(evidence))
    outcome = worst([one.outcome for one in evidence])
    reason = next((one.reason for one in evidence if one.outcome is outcome), "no test was played")
    return Result(item=item, outcome=outcome, reason=reason, evidence=tuple(evidence))


def score(
    results: Sequence[Result], policy: Policy, profile: str = "default", threshold: float | None = None
) -> Score:
    """The score under a profile; `threshold` None = the profile's own."""
    rules = policy.profiles[profile]
    limit = rules.threshold if threshold is None else threshold
    critical = [result for result in results if result.applicable and result.item.critical]
    open_critical = tuple(result.item.id for result in critical if not result.passed)
    share = sum(result.passed for result in critical) / len(critical) if critical else 1.0
    areas = tuple(
        (area.name, _share([r for r in results if r.item.category in area.categories]))
        for area in policy.areas
    )
    if profile == "weighted":
        points = _weighted_points(areas, policy)
    else:
        points = _default_points(results, len(open_critical), policy)
    return Score(
        points=points,
        coverage=_percent(sum(r.item.weight for r in results if r.applicable), results),
        threshold=limit,
        profile=profile,
        band=policy.band(points),
        ready=points >= limit and share >= rules.critical_share_passed and any(r.judged for r in results),
        open_critical=open_critical,
        critical_share_passed=share,
        areas=areas,
    )


def complete_suites(results: Sequence[Result]) -> tuple[tuple[str, bool], ...]:
    """Each suite with an applicable item, and whether all of these passed."""
    suites: dict[str, bool] = {}
    for result in results:
        if result.applicable:
            suites[result.item.suite] = suites.get(result.item.suite, True) and result.passed
    return tuple(suites.items())


def exit_status(results: Sequence[Result], policy: Policy, score_: Score) -> ExitStatus:
    """COULD_NOT_JUDGE when missing evidence alone stands between the subject and ready."""
    if score_.ready:
        return ExitStatus.READY
    hopeful = [
        Result(item=r.item, outcome=Outcome.PASSED, reason="")
        if r.outcome in (Outcome.INCONCLUSIVE, Outcome.UNCOVERED)
        else r
        for r in results
    ]
    nothing_judged = not any(r.judged for r in results)
    if nothing_judged or score(hopeful, policy, score_.profile, score_.threshold).ready:
        return ExitStatus.COULD_NOT_JUDGE
    if score_.critical_share_passed < policy.profiles[score_.profile].critical_share_passed:
        return ExitStatus.CRITICAL_OPEN
    return ExitStatus.BELOW_THRESHOLD


def _default_points(results: Sequence[Result], open_critical: int, policy: Policy) -> float:
    share = _share(results)
    if share is None:
        return 0.0
    suites = complete_suites(results)
    complete = sum(done for _, done in suites) / len(suites)
    points = policy.items_points * share + policy.suites_points * complete
    points -= policy.critical_penalty * open_critical
    if open_critical:
        points = min(points, policy.critical_cap)
    return max(0.0, points)


def _weighted_points(areas: Sequence[tuple[str, float | None]], policy: Policy) -> float:
    weights = {area.name: area.weight for area in policy.areas}
    applicable = [(weights[name], share) for name, share in areas if share is not None]
    if not applicable:
        return 0.0
    return 100 * sum(weight * share for weight, share in applicable) / sum(weight for weight, _ in applicable)


def _share(results: Sequence[Result]) -> float | None:
    applicable = sum(r.item.weight for r in results if r.applicable)
    return sum(r.item.weight for r in results if r.passed) / applicable if applicable else None


def _percent(part: float, results: Sequence[Result]) -> float:
    whole = sum(result.item.weight for result in results)
    return 100 * part / whole if whole else 0.0
