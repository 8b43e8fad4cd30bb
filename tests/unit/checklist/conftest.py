"""Items made for a test."""

from collections.abc import Callable

import pytest

from checklist.model import Item, Severity


def make_item(
    id_: str = "CO-010",
    *,
    weight: int = 1,
    critical: bool = False,
    suite: str = "one",
    needs: tuple[str, ...] = (),
) -> Item:
    return Item(
        id=id_,
        title=f"Title of {id_}",
        severity=Severity.CRITICAL if critical else Severity.MAJOR,
        weight=weight,
        suite=suite,
        category=id_[:2],
        needs=needs,
        why="Somebody lost money.",
        remedy="Mend it.",
        grounds=(),
        saboteur="breaks_it",
    )


@pytest.fixture
def item() -> Callable[..., Item]:
    """Makes an item."""
    return make_item
