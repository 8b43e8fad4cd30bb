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


def test_who_names_no_venue_plays_everything_at_the_first_and_a_sample_at_the_others() -> None:
    playbill = Playbill.asked_for(CHECKLIST, BOTH, named=False)
    everywhere = Playbill.of(CHECKLIST, BOTH)
    sample = {item.id for item in CHECKLIST.items if (item.critical or item.smoke) and not item.long}
    first = [item.id for item in everywhere.selections["binance"].items]

    assert playbill.selections["binance"] == everywhere.selections["binance"]
    for item in everywhere.selections["kraken"].items:
        asked_first = item.id not in first
        assert playbill.asks(item.id, "kraken") == (asked_first or item.id in sample), item.id
        assert playbill.one_case(item.id, "kraken") == (not asked_first and item.id in sample), item.id
    assert playbill.whole.items == everywhere.whole.items


def test_what_is_not_played_of_what_there_is_is_told() -> None:
    [told] = Playbill.asked_for(CHECKLIST, BOTH, named=False).told

    assert "everything was played at binance; at kraken one case of" in told
    assert Playbill.asked_for(CHECKLIST, BOTH, named=True).told == ()
    assert (
        Playbill.asked_for(CHECKLIST, BOTH[:1], named=False).told
        == Playbill.of(CHECKLIST, BOTH[:1]).whole.told
    )


def test_who_names_a_venue_or_a_part_plays_all_of_it_everywhere() -> None:
    for named, demands in ((True, {}), (False, {"items": ["CO-010"]}), (False, {"categories": ["CO"]})):
        playbill = Playbill.asked_for(CHECKLIST, BOTH, named=named, **demands)
        assert playbill.selections == Playbill.of(CHECKLIST, BOTH, **demands).selections


def test_one_case_of_each_item_is_one_at_each_venue() -> None:
    playbill = Playbill.asked_for(CHECKLIST, BOTH, named=False, brief=True)

    assert all(playbill.one_case(item.id, "kraken") for item in playbill.selections["kraken"].items)


def test_a_venue_at_which_nothing_can_be_asked_is_left_out() -> None:
    assert Playbill.of(CHECKLIST, BOTH, items=[THERE_ONLY]).venues == ("kraken",)


def test_what_can_be_asked_at_none_of_the_venues_is_refused() -> None:
    with pytest.raises(UnknownSelection, match=f"nothing of item {THERE_ONLY} can be asked at"):
        Playbill.of(CHECKLIST, ["binance"], items=[THERE_ONLY])


def test_a_name_that_is_not_there_is_refused_whatever_the_venues() -> None:
    with pytest.raises(UnknownSelection, match="no item is called 'XX-999'"):
        Playbill.of(CHECKLIST, BOTH, items=["XX-999"])
