"""Every defect is caught by the item that is there for it, and by no other.

A row of the matrix is one saboteur played by the gate itself, in a process of its own. A check that no
saboteur fails proves nothing; one that fails for another's defect misleads. `make test` plays every case of
a saboteur's own item and one case of the items that most resemble it at the first of its venues, and its own
item at one of the others by turns (docs/decisions/0007); `make matrix` plays every case of all items at each.
"""

import os
import tomllib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load
from checklist.model import Item
from subjects.reference import Reference
from tools.apart import report_on
from tools.subject_loading import load_subject
from tools.venues import chosen_venues, venue_traits

CHECKLIST = load()
ITEMS = CHECKLIST.items
BROAD = [item.id for item in ITEMS if item.broad]
"""Long mixed runs, which any defect may spoil: their own saboteurs are still those of one item."""
SECOND_FAULTS = ("RC", "RD")
"""Their items presuppose the first fault, so most of what fails for another's defect is among them."""
NOT_SHOWN: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "not_shown.toml").read_text())
"""By venue, the saboteurs that pass their own item there: what is still to be done."""
WHOLE = os.environ.get("MATRIX") == "whole"


def near(own: Item) -> list[str]:
    """What `make test` plays with the saboteur of that item."""
    return [item.id for item in ITEMS if item.category in (own.category, *SECOND_FAULTS) or item.smoke]


def share(own: Item) -> Sequence[str]:
    return () if WHOLE else ("--brief", "--item", *near(own))


def places(own: Item) -> list[str]:
    """The faithful venues where the item is asked and its saboteur has its defect; last: not shown yet."""
    subject = load_subject(f"saboteurs/{own.saboteur}")
    assert isinstance(subject, Reference)
    return sorted(
        (
            venue
            for venue in chosen_venues([], subject, CHECKLIST.policy.fidelity_percent)
            if subject.deviates_at in (None, venue) and own.is_asked_at(venue_traits(venue))
        ),
        key=lambda venue: not is_shown(own, venue),
    )


def is_shown(own: Item, venue: str) -> bool:
    """Whether its saboteur is not on the list of those that pass it there."""
    return own.saboteur not in NOT_SHOWN.get(venue, [])


def other_places(own: Item) -> list[str]:
    """Of the venues after the first the one whose turn it is; `make matrix` plays at all."""
    others = places(own)[1:]
    return others if WHOLE or not others else [others[ITEMS.index(own) % len(others)]]


def not_passed(report: dict[str, Any]) -> dict[str, str]:
    """Item -> outcome, of all that were played and did not pass."""
    return {entry["id"]: entry["outcome"] for entry in report["items"] if entry["outcome"] != "passed"}


@pytest.mark.parametrize("item", ITEMS, ids=lambda item: item.saboteur)
def test_a_saboteur_fails_its_item_and_no_other(item: Item) -> None:
    """At the first of its venues; `make matrix` plays the row at each."""
    for venue in [place for place in places(item) if is_shown(item, place)] if WHOLE else places(item)[:1]:
        saboteur = f"saboteurs/{item.saboteur}"
        others = not_passed(report_on(saboteur, "--venue", venue, *share(item)))
        own = others.pop(item.id, None) or outcome_of_its_own(item, venue)

        allowed = (*item.shared_with, *BROAD)
        assert own == "failed", venue
        assert {id_: outcome for id_, outcome in others.items() if id_ not in allowed} == {}, venue


@pytest.mark.parametrize(
    ("item", "venue"),
    [
        pytest.param(item, venue, id=f"{item.saboteur}-{venue}")
        for item in ITEMS
        for venue in other_places(item)
    ],
)
def test_a_saboteur_fails_its_item_at_every_other_venue_too(item: Item, venue: str) -> None:
    """A check that can fail at one venue only proves nothing at the others.

    A saboteur on the list of those whose defect is not shown there is struck off it as soon as it is.
    """
    shown = outcome_of_its_own(item, venue) == "failed"

    assert shown is is_shown(item, venue)


def outcome_of_its_own(item: Item, venue: str) -> str | None:
    """How the saboteur's own item ends, played in full; None = it passed."""
    return not_passed(report_on(f"saboteurs/{item.saboteur}", "--venue", venue, "--item", item.id)).get(
        item.id
    )


def test_each_other_venue_has_its_turn() -> None:
    """With saboteurs of its own share, so that no venue's checks go unproven from one release to the next."""
    played = [venue for item in ITEMS for venue in other_places(item)]
    others = [venue for item in ITEMS for venue in places(item)[1:]]

    for venue in dict.fromkeys(others):
        assert played.count(venue) >= others.count(venue) / (2 * len(dict.fromkeys(others))), venue


def test_every_saboteur_has_its_defect_where_its_item_is_asked() -> None:
    assert [item.saboteur for item in ITEMS if not places(item)] == []


def test_what_is_played_daily_holds_most_of_what_was_ever_seen_to_fail_for_another() -> None:
    """The share is chosen by what the checklist knows of such failures; it must stay a good choice."""
    pairs = [(item, other) for item in ITEMS for other in item.shared_with]

    assert sum(other in near(item) for item, other in pairs) >= 0.8 * len(pairs)


def test_the_canary_that_does_everything_wrong_scores_under_20() -> None:
    assert report_on("saboteurs/canary", "--venue", "binance")["score"] < 20
