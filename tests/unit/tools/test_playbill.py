"""What is played where: what a venue does not have is left out there, and asked at the others."""

import pytest

from checklist.load import load
from checklist.selection import UnknownSelection
from tools.playbill import Playbill
from tools.venues import venue_traits

CHECKLIST = load()
BOTH = ("binance", "kraken")
HERE_ONLY, THERE_ONLY = (
    next(
        item.id
        for item in CHECKLIST.items
        if item.is_asked_at(venue_traits(here)) and not item.is_asked_at(venue_traits(there))
    )
    for here, there in (BOTH, BOTH[::-1])
)


def test_each_venue_is_asked_what_it_has() -> None:
    playbill = Playbill.of(CHECKLIST, BOTH)

    assert playbill.venues == BOTH
    assert playbill.asks("CO-010", "binance")
    assert playbill.asks("CO-010", "kraken")
    assert playbill.asks(HERE_ONLY, "binance")
    assert not playbill.asks(HERE_ONLY, "kraken")
    assert playbill.asks(THERE_ONLY, "kraken")
    assert not playbill.asks(THERE_ONLY, "binance")


def test_the_whole_is_what_any_venue_is_asked_in_the_checklists_order() -> None:
    whole = Playbill.of(CHECKLIST, BOTH, items=[THERE_ONLY, HERE_ONLY, "CO-010"]).whole

    wanted = {"CO-010", HERE_ONLY, THERE_ONLY}
    assert [item.id for item in whole.items] == [item.id for item in CHECKLIST.items if item.id in wanted]
    assert whole.elsewhere == ()


def test_a_venue_at_which_nothing_can_be_asked_is_left_out() -> None:
    assert Playbill.of(CHECKLIST, BOTH, items=[THERE_ONLY]).venues == ("kraken",)


def test_what_can_be_asked_at_none_of_the_venues_is_refused() -> None:
    with pytest.raises(UnknownSelection, match=f"nothing of item {THERE_ONLY} can be asked at"):
        Playbill.of(CHECKLIST, ["binance"], items=[THERE_ONLY])


def test_a_name_that_is_not_there_is_refused_whatever_the_venues() -> None:
    with pytest.raises(UnknownSelection, match="no item is called 'XX-999'"):
        Playbill.of(CHECKLIST, BOTH, items=["XX-999"])
