"""From what a run left to what is said of the connector: at each venue, and over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from checklist.at_venues import AtVenue, counting, over_venues
from checklist.evidence import Evidence
from checklist.model import Checklist
from checklist.report.points import fidelity
from checklist.scoring import ExitStatus, Result, Score, exit_status, judge, score
from subjects.base import Subject
from tools.playbill import Playbill
from tools.subject_loading import capability_names
from tools.venues import fidelity_percent, is_faithful


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdicts:
    """`results` and `score` are over all venues that count."""

    venues: tuple[AtVenue, ...]
    results: tuple[Result, ...]
    score: Score
    status: ExitStatus
    notes: tuple[str, ...]


def verdicts(
    checklist: Checklist,
    playbill: Playbill,
    subject: Subject,
    evidence: Sequence[Evidence],
    profile: str,
    threshold: float | None = None,
) -> Verdicts:
    least_percent = checklist.policy.fidelity_percent
    venues = []
    for venue, selection in playbill.selections.items():
        seen = [one for one in evidence if one.venue == venue]
        results = judge(selection.items, capability_names(subject.at(venue)), seen)
        venues.append(
            AtVenue(
                venue=venue,
                results=results,
                score=score(results, checklist.policy, profile, threshold),
                not_asked=selection.elsewhere,
                fidelity_percent=fidelity_percent(venue),
                counts=is_faithful(venue, least_percent),
            )
        )
    results = over_venues(playbill.whole.items, counting(venues))
    counted = score(results, checklist.policy, profile, threshold)
    trusted = any(one.counts for one in venues)
    return Verdicts(
        venues=tuple(venues),
        results=results,
        score=counted,
        status=exit_status(results, checklist.policy, counted) if trusted else ExitStatus.COULD_NOT_JUDGE,
        notes=tuple(_distrust(one, least_percent) for one in venues if not one.counts),
    )


def _distrust(one: AtVenue, least_percent: float) -> str:
    known = f"the fidelity of its fake is {fidelity(one.fidelity_percent)}"
    return f"{one.venue} counts for no score: {known}, and {least_percent:g} % are needed"
