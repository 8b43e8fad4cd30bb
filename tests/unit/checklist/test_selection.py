"""Which part of the checklist is played."""

from dataclasses import replace

import pytest

from checklist.load import load
from checklist.model import Checklist
from checklist.selection import UnknownSelection, select

CHECKLIST = load()


def test_nothing_named_is_everything() -> None:
    selection = select(CHECKLIST)

    assert selection.items == CHECKLIST.items
    assert selection.part is None


def test_a_suite() -> None:
    selection = select(CHECKLIST, suites=["order_integrity"])

    assert {item.suite for item in selection.items} == {"order_integrity"}
    assert selection.part == "suite order_integrity"


def test_an_area_is_its_categories() -> None:
    assert {item.category for item in select(CHECKLIST, categories=["security"]).items} == {"AU", "CL", "SE"}


def test_names_in_lower_case_are_understood() -> None:
    selection = select(CHECKLIST, categories=["or"], items=["or-010"])

    assert [item.id for item in selection.items] == ["OR-010"]


def test_several_kinds_must_all_hold() -> None:
    selection = select(CHECKLIST, suites=["connection_resilience"], smoke=True)

    assert [item.id for item in selection.items] == ["CO-010", "CO-020"]
    assert "CO-030" not in selection


def test_a_brief_run_plays_one_case_of_all_but_the_long_items() -> None:
    selection = select(CHECKLIST, brief=True)
    left_out = [item.id for item in CHECKLIST.items if item.id not in selection]

    assert selection.one_case
    assert selection.part == "brief"
    assert left_out == [item.id for item in CHECKLIST.items if item.long]


def only_here(*needs: str) -> Checklist:
    """The checklist, of which the first item alone needs something of the venue."""
    first, *others = (replace(item, venue_needs=()) for item in CHECKLIST.items)
    return replace(CHECKLIST, items=(replace(first, venue_needs=needs), *others))


def test_what_a_venue_cannot_have_is_neither_selected_nor_forgotten() -> None:
    selection = select(only_here("nonce", "sandbox"), traits={"nonce", "daily_cut"})

    assert [item.id for item in selection.elsewhere] == [CHECKLIST.items[0].id]
    assert [item.id for item in selection.items] == [item.id for item in CHECKLIST.items[1:]]
    assert CHECKLIST.items[0].id not in selection
    total = len(CHECKLIST.items)
    assert selection.told == (
        f"{total - 1} of {total} items can be asked at this venue; the others are not counted",
    )


def test_a_venue_that_has_all_that_is_needed_is_asked_everything() -> None:
    selection = select(only_here("nonce"), traits={"nonce"})

    assert (len(selection.items), selection.elsewhere, selection.told) == (len(CHECKLIST.items), (), ())


def test_without_a_venue_nothing_is_left_out() -> None:
    assert len(select(only_here("nonce")).items) == len(CHECKLIST.items)


def test_a_selection_of_what_the_venue_cannot_have_is_refused() -> None:
    with pytest.raises(UnknownSelection, match="nothing of item CO-010 can be asked at this venue"):
        select(only_here("nonce"), items=["CO-010"], traits=())


@pytest.mark.parametrize(
    ("demand", "hint"),
    [
        ({"suites": ["orders_integrity"]}, "did you mean order_integrity"),
        ({"items": ["QQ-010"]}, "no item is called 'QQ-010'"),
        ({"categories": ["ZZ"]}, "there are CO, MD, "),
        ({"items": ["CO-010"], "suites": ["order_integrity"]}, "no item is all of"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(demand: dict[str, list[str]], hint: str) -> None:
    with pytest.raises(UnknownSelection, match=hint):
        select(CHECKLIST, **demand)  # type: ignore[arg-type]
