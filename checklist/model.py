"""The nouns of the checklist."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property


class ChecklistError(ValueError):
    """The checklist's own files are wrong; one line that says where."""


class Severity(Enum):
    """CRITICAL shuts the gate while the item is open; the weight alone decides the points."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Outcome(Enum):
    """How an item ended. Only PASSED earns; INAPPLICABLE alone leaves the denominator."""

    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"
    """The premise did not come about, or the harness broke."""
    UNCOVERED = "uncovered"
    """Nothing was played."""
    PASSED = "passed"
    INAPPLICABLE = "inapplicable"
    """The subject says that it cannot do this at all, or the stage cannot carry it. Always listed."""


def worst(outcomes: Collection[Outcome]) -> Outcome:
    """An item's outcome over its cases, venues and seeds.

    The order is that of `Outcome`. PASSED stands above INAPPLICABLE in it, because an item that
    applies in one case applies; and nothing played is UNCOVERED, never passed.
    """
    order = list(Outcome)
    return min(outcomes, key=order.index, default=Outcome.UNCOVERED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why an item is demanded: an incident, a venue's fact, a requirement or a page."""

    id: str
    summary: str = ""
    source: str = ""
    left: str = ""
    """Why no item judges this incident; empty = one does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One demand. `saboteur` names the connector with exactly this defect."""

    id: str
    title: str
    severity: Severity
    weight: int
    suite: str
    category: str
    needs: tuple[str, ...]
    """Capability names; all are needed, "A|B" means one of the two."""
    venue_needs: tuple[str, ...] = ()
    """Names of traits of a venue; where one is missing nothing of the kind can be asked, and nothing is."""
    why: str
    remedy: str
    grounds: tuple[Ground, ...]
    saboteur: str
    smoke: bool = False
    shared_with: tuple[str, ...] = ()
    """Items that this saboteur cannot help failing as well; at most two."""
    broad: bool = False
    """It bounds a long mixed run: the defects of other items may cost it too, which says nothing of it."""
    long: bool = False
    """Its play takes seconds: a virtual day, hundreds of reconnects, or real time on loopback."""
    alone: bool = False
    """It measures real time, so nothing else is played beside it."""

    @property
    def critical(self) -> bool:
        return self.severity is Severity.CRITICAL

    def lacks(self, capabilities: Collection[str]) -> tuple[str, ...]:
        """The needs that these capabilities do not meet; empty = the item applies."""
        return tuple(need for need in self.needs if not any(name in capabilities for name in need.split("|")))

    def is_asked_at(self, traits: Collection[str]) -> bool:
        """Whether a venue with these traits has what the item is about."""
        return all(need in traits for need in self.venue_needs)


@dataclass(frozen=True, slots=True)
class Suite:
    """A file of tests, played as one."""

    name: str
    about: str


@dataclass(frozen=True, slots=True)
class Band:
    """What a score is called from `floor` points upwards."""

    floor: float
    name: str


@dataclass(frozen=True, slots=True)
class Area:
    """A share of the weighted profile."""

    name: str
    weight: float
    categories: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A way of counting, and what it takes to be ready under it."""

    name: str
    threshold: float
    critical_share_passed: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What outcomes are worth; see policy.toml."""

    items_points: float
    suites_points: float
    critical_penalty: float
    critical_cap: float
    bands: tuple[Band, ...]
    profiles: Mapping[str, Profile]
    areas: tuple[Area, ...]
    fidelity_percent: float
    """A venue whose fake is less faithful than this counts for no score."""
    sample: tuple[str, ...]
    """What is played everywhere by who names no venue: items that are `critical`, or `smoke`."""

    def band(self, points: float) -> str:
        return next(band.name for band in self.bands if points >= band.floor)


@dataclass(frozen=True, kw_only=True)
class Checklist:
    """All items in the order of play, with the suites and categories that they belong to."""

    items: tuple[Item, ...]
    suites: tuple[Suite, ...]
    categories: Mapping[str, str]
    """Two letters to title, in the order of report."""
    policy: Policy
    grounds: Mapping[str, Ground]
    """Every incident and requirement on file, by id."""
    version: str
    """Digest of the files: equal versions give equal scores for equal outcomes."""

    @cached_property
    def by_id(self) -> Mapping[str, Item]:
        return {item.id: item for item in self.items}

    def of_suite(self, name: str) -> Sequence[Item]:
        return [item for item in self.items if item.suite == name]
