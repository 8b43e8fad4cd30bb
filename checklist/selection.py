"""Which items are played: all of them, or a part that the report then names."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches

from checklist.model import Checklist, Item


class UnknownSelection(ValueError):
    """One line that says what there is instead."""


@dataclass(frozen=True, slots=True)
class Selection:
    """The items in order of play; `part` says which part of the checklist they are, None = all."""

    items: tuple[Item, ...]
    part: str | None = None
    one_case: frozenset[str] = frozenset()
    """Of these items only the first case is played."""
    elsewhere: tuple[Item, ...] = ()
    """What was selected too, and cannot be asked at the venue: it is neither played nor counted."""

    @property
    def told(self) -> tuple[str, ...]:
        """How many items apply at the venue, in a sentence; nothing when all do."""
        if not self.elsewhere:
            return ()
        count = len(self.items) + len(self.elsewhere)
        return (f"{len(self.items)} of {count} items can be asked at this venue; the others are not counted",)

    def __contains__(self, item_id: object) -> bool:
        return any(item.id == item_id for item in self.items)


def select(
    checklist: Checklist,
    *,
    suites: Sequence[str] = (),
    categories: Sequence[str] = (),
    items: Sequence[str] = (),
    smoke: bool = False,
    brief: bool = False,
    traits: Collection[str] | None = None,
) -> Selection:
    """Items that meet every kind of demand given, and any one name within a kind.

    `traits` are those of the venue; None = whatever can be asked at any venue.

    `categories` takes two letters (CO), or the name of an area (security). `smoke` and `brief` play one
    case of each item: of the most telling ones, or of all but the long ones. Raises UnknownSelection.
    """
    wanted_suites = _known("suite", suites, [suite.name for suite in checklist.suites])
    wanted_categories = _categories(checklist, categories)
    wanted_items = _known("item", [one.upper() for one in items], checklist.by_id)
    chosen = tuple(
        item
        for item in checklist.items
        if (not wanted_suites or item.suite in wanted_suites)
        and (not wanted_categories or item.category in wanted_categories)
        and (not wanted_items or item.id in wanted_items)
        and (not smoke or item.smoke)
        and (not brief or not item.long)
    )
    demands = [
        *(f"suite {name}" for name in wanted_suites),
        *(f"category {name}" for name in wanted_categories),
        *(f"item {name}" for name in wanted_items),
        *(["smoke"] if smoke else []),
        *(["brief"] if brief else []),
    ]
    if not chosen:
        raise UnknownSelection(f"no item is all of: {', '.join(demands)}")
    asked = tuple(item for item in chosen if traits is None or item.is_asked_at(traits))
    if not asked:
        raise UnknownSelection(f"nothing of {', '.join(demands)} can be asked at this venue")
    return Selection(
        asked,
        ", ".join(demands) or None,
        one_case=frozenset(item.id for item in asked) if smoke or brief else frozenset(),
        elsewhere=tuple(item for item in chosen if item not in asked),
    )


def sampled(whole: Selection, share: Collection[str], before: Sequence[Selection]) -> Selection:
    """What is played at a venue after others: in full what none of them is asked, and one case of each item
    that belongs to a `share` (critical, smoke)."""
    sample = frozenset(
        item.id
        for item in whole.items
        if any(item.id in one for one in before)
        and not item.long
        and any(getattr(item, name) for name in share)
    )
    items = tuple(
        item for item in whole.items if item.id in sample or not any(item.id in one for one in before)
    )
    return replace(whole, items=items, one_case=sample)


def _known(kind: str, names: Sequence[str], there: Iterable[str]) -> list[str]:
    known = list(there)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known[:14])}"
            more = "" if near or len(known) <= 14 else ", ... (see --list-suites)"
            raise UnknownSelection(f"no {kind} is called {name!r}; {hint}{more}")
    return list(names)


def _categories(checklist: Checklist, names: Sequence[str]) -> list[str]:
    areas = {area.name: area.categories for area in checklist.policy.areas}
    found: list[str] = []
    for name in names:
        if name.lower() in areas:
            found += areas[name.lower()]
        else:
            found += _known(
                "category", [name.upper() if len(name) == 2 else name], [*checklist.categories, *areas]
            )
    return list(dict.fromkeys(found))
