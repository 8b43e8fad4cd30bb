"""What several venues say of one connector: an item is what it was where it went worst."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checklist.model import Item, worst
from checklist.scoring import Result, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class AtVenue:
    """What was seen at one venue."""

    venue: str
    results: tuple[Result, ...]
    score: Score
    not_asked: tuple[Item, ...] = ()
    """Items about what this venue does not have: neither played nor counted here."""
    fidelity_percent: float | None = None
    """How much of the venue the fake does exactly; None = nobody has counted."""
    counts: bool = True
    """Whether it is part of the score: a fake that is not faithful is no witness."""

    def of(self, item_id: str) -> Result | None:
        """None = it was not asked here."""
        return next((result for result in self.results if result.item.id == item_id), None)


def counting(venues: Sequence[AtVenue]) -> Sequence[AtVenue]:
    """Those that are part of the score; all of them if none may be, so that there is something to look at."""
    return [one for one in venues if one.counts] or venues


def over_venues(items: Iterable[Item], venues: Sequence[AtVenue]) -> tuple[Result, ...]:
    """The worst of each item, in the items' order; what no venue was asked is left out."""
    if len(venues) == 1:
        return venues[0].results
    return tuple(_worst(item, found) for item in items if (found := _of(item, venues)))


def _of(item: Item, venues: Sequence[AtVenue]) -> list[tuple[str, Result]]:
    return [(one.venue, result) for one in venues if (result := one.of(item.id)) is not None]


def _worst(item: Item, found: Sequence[tuple[str, Result]]) -> Result:
    outcome = worst([result.outcome for _, result in found])
    venue, telling = next((venue, result) for venue, result in found if result.outcome is outcome)
    return Result(
        item=item,
        outcome=outcome,
        reason=f"at {venue}: {telling.reason}" if telling.reason and len(found) > 1 else telling.reason,
        evidence=tuple(one for _, result in found for one in result.evidence),
    )
