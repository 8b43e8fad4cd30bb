"""What is played at each venue."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from checklist.model import Checklist
from checklist.selection import Selection, UnknownSelection, select
from tools.venues import venue_traits


@dataclass(frozen=True, slots=True)
class Playbill:
    """By venue, in the order in which venues are played and told of. At least one."""

    selections: Mapping[str, Selection]

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
        return Selection(items, first.part, first.one_case)

    def asks(self, item_id: str, venue: str) -> bool:
        return item_id in self.selections[venue]
