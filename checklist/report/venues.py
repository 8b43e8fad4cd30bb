"""Several venues side by side: a line for each, and the items that did not go well everywhere."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from checklist.at_venues import AtVenue
from checklist.model import Item, Outcome
from checklist.report.points import coverage, fidelity, points
from checklist.report.summary import Summary

NOT_ASKED = "not asked"


@dataclass(frozen=True, slots=True)
class Row:
    """An item, and how it ended at each venue; None = it was not asked there."""

    item: Item
    outcomes: tuple[Outcome | None, ...]

    @property
    def sound(self) -> bool:
        """Nothing went wrong with it anywhere."""
        return all(one in (Outcome.PASSED, Outcome.INAPPLICABLE, None) for one in self.outcomes)


def matrix(summary: Summary) -> Iterator[Row]:
    """Item by venue, in the checklist's order."""
    for item in summary.checklist.items:
        found = [one.of(item.id) for one in summary.venues]
        if any(found):
            yield Row(item, tuple(None if result is None else result.outcome for result in found))


def told(one: AtVenue) -> Sequence[str]:
    """Venue, score, coverage, passed of applicable, not asked, fidelity of the fake."""
    applicable = [result for result in one.results if result.applicable]
    return (
        one.venue,
        points(one.score) if one.counts else f"({points(one.score)}, not counted)",
        f"{coverage(one.score)} %",
        f"{sum(result.passed for result in applicable)}/{len(applicable)}",
        str(len(one.not_asked)),
        fidelity(one.fidelity_percent),
    )


HEADS = ("Venue", "Score", "Coverage", "Passed", "Not asked", "Fidelity")
"""Of what `told` tells."""
