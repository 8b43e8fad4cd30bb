"""Which fake venues there are, and what they have."""

from pathlib import Path

from scenarios.stage import venue_class
from subjects.base import Subject
from tools.subject_loading import SubjectProblem

FOLDER = Path(__file__).parent.parent / "fakes" / "venues"


def venue_names() -> list[str]:
    names = [
        path.stem for path in FOLDER.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    ]
    return sorted(name for name in names if not name.startswith("_"))


def venue_traits(venue: str) -> frozenset[str]:
    """What that venue has of what others lack, by name."""
    return frozenset(venue_class(venue).traits)


def check_venue(venue: str, subject: Subject) -> None:
    """Raises SubjectProblem if there is no such venue or the subject does not speak to it."""
    if venue not in venue_names():
        raise SubjectProblem(f"no venue is called {venue!r}; there are {', '.join(venue_names())}")
    if venue not in subject.venues:
        raise SubjectProblem(
            f"{subject.name} does not speak to {venue!r}; its venues are {', '.join(sorted(subject.venues))}"
        )
