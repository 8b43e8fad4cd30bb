"""What is played at each venue."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from checklist.model import Checklist
from checklist.selection import Selection, UnknownSelection, sampled, select
from tools.venues import venue_traits


@dataclass(frozen=True, slots=True)
class Playbill:
    """By venue, in the order in which venues are played and told of. At least one."""

    selections: Mapping[str, Selection]

    @classmethod
    def asked_for(
        cls, checklist: Checklist, venues: Sequence[str], *, named: bool, **demands: Any
    ) -> "Playbill":
        """As `of`; who has `named` no venue and demands no part of the checklist gets the daily one."""
        if not named and not any(demands.values()):
            return cls.daily(checklist, venues)
        return cls.of(checklist, venues, **demands)

    @classmethod
    def daily(cls, checklist: Checklist, venues: Sequence[str]) -> "Playbill":
        """Everything at the first venue, and at each other one what the policy has for those."""
        whole = cls.of(checklist, venues).selections
        found: dict[str, Selection] = {}
        for venue, selection in whole.items():
            share = checklist.policy.sample
            found[venue] = sampled(selection, share, [*found.values()]) if found else selection
        return cls(found)

    @classmethod
    def of(cls, checklist: Checklist, venues: Sequence[str], **demands: Any) -> "Playbill":
        """`demands` are those of checklist.selection.select. A venue at which nothing of them can be asked is
        left out. Raises UnknownSelection if that leaves none."""
        if len(venues) == 1:
            return cls({venues[0]: select(checklist, **demands, traits=venue_traits(venues[0]))})
        wanted = select(checklist, **demands)
        found = {}
        for venue in venues:
            with suppress(UnknownSelection):
                found[venue] = select(checklist, **demands, traits=venue_traits(venue))
        if not found:
            raise UnknownSelection(f"nothing of {wanted.part} can be asked at {' or '.join(venues)}")
        return cls(found)

    @property
    def venues(self) -> tuple[str, ...]:
        return tuple(self.selections)

    @property
    def whole(self) -> Selection:
        """What is asked at one venue at least."""
        first, *others = self.selections.values()
        if not others:
            return first
        asked = {item.id: None for selection in self.selections.values() for item in selection.items}
        wanted = [*first.items, *first.elsewhere]
        items = tuple(item for item in wanted if item.id in asked)
        return Selection(items, first.part)

    def asks(self, item_id: str, venue: str) -> bool:
        return item_id in self.selections[venue]

    def one_case(self, item_id: str, venue: str) -> bool:
        """Whether only the first of the item's cases is played there."""
        return item_id in self.selections[venue].one_case

    @property
    def told(self) -> tuple[str, ...]:
        """What is not played of what there is, in sentences."""
        first, *others = self.selections
        sampled_at = [
            v for v in others if self.selections[v].one_case and not self.selections[first].one_case
        ]
        if not sampled_at:
            return self.whole.told
        return (
            f"everything was played at {first}; at {', '.join(sampled_at)} one case of the gravest and most "
            "telling items, and what can be asked there first: --venue all plays everything everywhere",
        )
