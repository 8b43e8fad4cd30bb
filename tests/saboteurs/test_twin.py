"""A connector that is right in another way passes: no critical check demands the reference's way.

The saboteurs show that a check can fail; the twin shows that it fails nobody who does nothing wrong.
"""

import pytest

from checklist.load import load
from checklist.model import Item
from subjects.registry import load as load_subject
from tools.apart import report_on
from tools.venues import venue_traits

VENUE = "binance"
"""The one that the twin speaks to."""
CRITICAL = [item for item in load().items if item.critical and item.is_asked_at(venue_traits(VENUE))]


def applies(item: Item) -> bool:
    return not item.lacks([each.name or "" for each in load_subject("twin").capabilities])


@pytest.fixture(scope="module")
def outcomes() -> dict[str, str]:
    """What the gate says of the twin, item by item."""
    report = report_on("twin", "--venue", VENUE, "--item", *(item.id for item in CRITICAL))
    return {entry["id"]: entry["outcome"] for entry in report["items"]}


@pytest.mark.parametrize("item", [item for item in CRITICAL if applies(item)], ids=lambda item: item.id)
def test_a_correct_connector_of_another_make_passes(item: Item, outcomes: dict[str, str]) -> None:
    assert outcomes[item.id] == "passed"


def test_few_critical_items_are_left_out() -> None:
    """SE-030 needs a sandbox, which the twin lacks."""
    assert [item.id for item in CRITICAL if not applies(item)] == ["SE-030"]
