"""Which fake venues there are, what they have, and how faithful they are."""

import json
from collections.abc import Sequence
from pathlib import Path

from scenarios.stage import venue_class
from subjects.base import Subject
from tools.subject_loading import SubjectProblem

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "fakes" / "venues"
SHEETS = ROOT / "docs" / "fidelity"
ALL = "all"


def venue_names() -> list[str]:
    """Of packages, and of packages in them: a venue's markets of another kind are a venue of their own."""
    paths = [FOLDER / path.stem for path in FOLDER.glob("[!_]*.py")]
    paths += [path.parent for path in FOLDER.glob("*/__init__.py")]
    paths += [path.parent for path in FOLDER.glob("*/*/__init__.py")]
    return sorted("-".join(path.relative_to(FOLDER).parts) for path in paths)


def venue_traits(venue: str) -> frozenset[str]:
    """What that venue has of what others lack, by name."""
    return frozenset(venue_class(venue).traits)


def fidelity_percent(venue: str) -> float | None:
    """How much of what its sheet counts the fake does exactly; None = nobody has counted."""
    try:
        counts = json.loads((SHEETS / f"{venue}.json").read_text())
    except FileNotFoundError:
        return None
    exact = int(counts["exact"])
    return 100 * exact / (exact + int(counts["approximate"]) + int(counts["missing"]))


def is_faithful(venue: str, least_percent: float) -> bool:
    """Whether what is seen there may count: only where the fake has been held to the venue."""
    percent = fidelity_percent(venue)
    return percent is not None and percent >= least_percent


def chosen_venues(names: Sequence[str], subject: Subject, least_percent: float) -> list[str]:
    """The venues to play at. `all` = every one that the subject speaks to; no name = those of them whose fake
    is faithful, if any is. Raises SubjectProblem."""
    spoken = [venue for venue in venue_names() if venue in subject.venues]
    if not names or ALL in names:
        faithful = [venue for venue in spoken if is_faithful(venue, least_percent)]
        found = spoken if names else faithful or spoken
        if not found:
            raise SubjectProblem(f"{subject.name} speaks to none of the venues: {', '.join(venue_names())}")
        return found
    for name in names:
        _check(name, subject)
    return list(dict.fromkeys(names))


def _check(venue: str, subject: Subject) -> None:
    if venue not in venue_names():
        raise SubjectProblem(f"no venue is called {venue!r}; there are {', '.join(venue_names())}")
    if venue not in subject.venues:
        raise SubjectProblem(
            f"{subject.name} does not speak to {venue!r}; its venues are {', '.join(sorted(subject.venues))}"
        )
