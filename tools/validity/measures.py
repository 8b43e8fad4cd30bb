"""From what was played to how far the score can be believed. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import correlation

from checklist.model import Item, Severity
from tools.validity.played import Played

CRITICAL_COUNTS = 2
"""A critical defect weighs this many times its item's weight among the defects of a set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """One category as a diagnostic test. The condition is a defect of this category."""

    category: str
    defects: int
    found: int
    """Defects whose own item failed."""
    chances: int
    """Items of this category that a correct connector was asked for, over all correct connectors."""
    false_alarms: int

    @property
    def true_positive_rate(self) -> float:
        return self.found / self.defects if self.defects else 1.0

    @property
    def false_positive_rate(self) -> float:
        return self.false_alarms / self.chances if self.chances else 0.0

    @property
    def youden_j(self) -> float:
        return self.true_positive_rate - self.false_positive_rate


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """Which items one defect costs."""

    saboteur: str
    item: str
    outcome: str
    """Of its own item."""
    others: tuple[str, ...]
    ready: bool
    critical: bool


def attributions(items: Sequence[Item], plays: Mapping[str, Played]) -> list[Attribution]:
    """One for each item whose saboteur was played; `plays` by the saboteur's name."""
    return [
        Attribution(
            saboteur=item.saboteur,
            item=item.id,
            outcome=plays[item.saboteur].outcomes.get(item.id, "uncovered"),
            others=tuple(id_ for id_ in plays[item.saboteur].open_items if id_ != item.id),
            ready=plays[item.saboteur].ready,
            critical=item.critical,
        )
        for item in items
        if item.saboteur in plays
    ]


def sensitivities(
    items: Sequence[Item], defects: Iterable[Attribution], correct: Sequence[Played]
) -> list[Sensitivity]:
    """For each category, in the items' order."""
    category = {item.id: item.category for item in items}
    there, found, chances, alarms = (Counter[str]() for _ in range(4))
    for defect in defects:
        there[category[defect.item]] += 1
        found[category[defect.item]] += defect.outcome == "failed"
    for play in correct:
        for id_, outcome in play.outcomes.items():
            chances[category[id_]] += outcome != "inapplicable"
            alarms[category[id_]] += outcome not in ("passed", "inapplicable")
    return [
        Sensitivity(
            category=name,
            defects=there[name],
            found=found[name],
            chances=chances[name],
            false_alarms=alarms[name],
        )
        for name in dict.fromkeys(category.values())
    ]


def harm(items: Iterable[Item]) -> int:
    """The severity-weighted defects of a set, by the items that the defects belong to."""
    return sum(item.weight * (CRITICAL_COUNTS if item.severity is Severity.CRITICAL else 1) for item in items)


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Rank correlation, -1 to 1; ties share their mean rank. Raises StatisticsError if one is constant."""
    return correlation(_ranks(first), _ranks(second))


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(values)
    first = {value: rank for rank, value in reversed(list(enumerate(order, 1)))}
    count = Counter(order)
    return [first[value] + (count[value] - 1) / 2 for value in values]


def differing(takes: Sequence[Played]) -> list[str]:
    """Cases that did not end alike, packet for packet, in all takes of the same play."""
    return sorted(
        {
            case
            for one, other in pairwise(takes)
            for case in one.evidence.keys() | other.evidence.keys()
            if one.evidence.get(case) != other.evidence.get(case)
        }
    )
