"""The shipped checklist holds together, and leads to what it cites."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest

from checklist.load import load
from checklist.model import Item
from subjects.base import Capability
from tools.venues import venue_names, venue_traits

CHECKLIST = load()
ROOT = Path(__file__).parents[3]
TRAITS = [venue_traits(venue) for venue in venue_names()]

every_item = pytest.mark.parametrize("item", CHECKLIST.items, ids=lambda item: item.id)


@cache
def sheet(source: str) -> str:
    return (ROOT / source).read_text()


def test_there_are_at_least_140_items_and_most_are_about_what_hurts_most() -> None:
    graves = [item for item in CHECKLIST.items if item.category in ("OR", "PS", "RC", "RD")]
    second_faults = [item for item in CHECKLIST.items if item.category in ("RC", "RD")]

    assert len(CHECKLIST.items) >= 140
    assert len(graves) >= 60
    assert len(second_faults) >= 30


@every_item
def test_an_item_needs_what_a_subject_can_declare(item: Item) -> None:
    names = [name for need in item.needs for name in need.split("|")]

    assert names
    assert [name for name in names if name not in Capability.__members__] == []


@every_item
def test_an_item_needs_of_a_venue_what_some_venue_has(item: Item) -> None:
    assert [need for need in item.venue_needs if not any(need in traits for traits in TRAITS)] == []


@every_item
def test_a_fact_of_a_venue_that_is_cited_stands_on_its_sheet(item: Item) -> None:
    cited = [ground for ground in item.grounds if ground.source.startswith("docs/venues/")]

    assert [
        one.id for one in cited if not re.search(rf"^\| {one.id} \|", sheet(one.source), re.MULTILINE)
    ] == []


@every_item
def test_an_incident_that_is_cited_leads_to_its_public_source(item: Item) -> None:
    incidents = [ground for ground in item.grounds if ground.id.startswith("INC-")]

    assert [ground.id for ground in incidents if not ground.summary or "://" not in ground.source] == []


@every_item
def test_an_item_is_told_in_sentences(item: Item) -> None:
    assert item.why.endswith(".")
    assert item.remedy.endswith(".")
    assert not item.title.endswith(".")
    assert len(re.findall(r"\.(?:\s|$)", item.why)) == 2


def test_ids_are_spaced_by_ten() -> None:
    assert [item.id for item in CHECKLIST.items if not re.fullmatch(r"[A-Z]{2}-\d{2}0", item.id)] == []


def test_a_dozen_items_make_the_smoke_run_and_every_grave_category_is_among_them() -> None:
    smoke = [item for item in CHECKLIST.items if item.smoke]

    assert 10 <= len(smoke) <= 15
    assert {"CO", "MD", "OR", "RL", "AU", "SE"} <= {item.category for item in smoke}


def test_every_requirement_on_file_is_cited() -> None:
    cited = {ground.id for item in CHECKLIST.items for ground in item.grounds}
    on_file = tomllib.loads((ROOT / "checklist" / "grounds" / "requirements.toml").read_text())

    assert [id_ for id_ in on_file if id_ not in cited] == []


def test_a_saboteur_fails_few_items_beside_its_own() -> None:
    assert [item.id for item in CHECKLIST.items if len(item.shared_with) > 2] == []
    assert [id_ for item in CHECKLIST.items for id_ in item.shared_with if id_ not in CHECKLIST.by_id] == []


def test_broad_items_are_long_and_few() -> None:
    """One that any defect may cost proves little alone, and is not played for every saboteur."""
    broad = [item for item in CHECKLIST.items if item.broad]

    assert [item.id for item in broad if not item.long or item.critical] == []
    assert len(broad) <= len(CHECKLIST.items) / 20


def test_every_incident_is_on_file_and_cited_by_an_item_or_left_for_a_reason() -> None:
    numbers = [*range(1, 141), *range(201, 387)]
    on_file = {id_: ground for id_, ground in CHECKLIST.grounds.items() if id_.startswith("INC-")}
    cited = {ground.id for item in CHECKLIST.items for ground in item.grounds}

    assert sorted(on_file) == [f"INC-{number:03}" for number in numbers]
    assert [id_ for id_, ground in on_file.items() if id_ not in cited and not ground.left] == []
    assert [id_ for id_, ground in on_file.items() if id_ in cited and ground.left] == []
