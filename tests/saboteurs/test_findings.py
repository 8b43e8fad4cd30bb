"""What a released library did not earn at a venue is documented, item by item; so says a real run."""

import os
import tomllib
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load
from subjects.registry import load as load_subject
from tools.apart import report_on

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "docs" / "subjects"
LISTS = sorted(FOLDER.glob("*/*.toml"))
each_list = pytest.mark.parametrize("path", LISTS, ids=[f"{path.parent.name}@{path.stem}" for path in LISTS])


def listed(path: Path) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = tomllib.loads(path.read_text())["item"]
    return items


@pytest.mark.filterwarnings("ignore:websockets:DeprecationWarning")  # python-binance imports old names
def test_a_library_is_documented_at_every_venue_that_it_speaks_to() -> None:
    spoken = {(name, venue) for name in ("ccxt", "python_binance") for venue in load_subject(name).venues}

    assert {(path.parent.name, path.stem) for path in LISTS} == spoken


@each_list
def test_the_table_says_what_the_list_says(path: Path) -> None:
    found = tomllib.loads(path.read_text())
    row = next(
        line
        for line in (FOLDER / "README.md").read_text().splitlines()
        if str(path.name) in line and f"({path.parent.name}/" in line
    )
    _, library, venue, score, lost, *_ = (cell.strip() for cell in row.split("|"))

    assert (library, venue) == (found["version"].replace("_", "-"), path.stem.capitalize())
    assert int(score) == int(found["score"])
    assert int(lost.split()[0]) == len(found["item"])


@each_list
def test_each_item_that_was_not_earned_is_documented_with_its_replay(path: Path) -> None:
    rows = [line for line in path.with_suffix(".md").read_text().splitlines() if line.startswith("| ")]
    subject_at_venue = f"{path.parent.name}/{path.stem}"

    for item in listed(path):
        own = [row for row in rows if row.startswith(f"| {item['id']} ")]
        assert len(own) == 1, item["id"]
        assert item["replay"].startswith(f"{subject_at_venue}/{item['id']}/")
        assert f"`{item['replay']}`" in own[0]


@each_list
def test_what_is_documented_is_listed(path: Path) -> None:
    ids = {item.id for item in load().items}
    rows = [line.split()[1] for line in path.with_suffix(".md").read_text().splitlines() if line[:2] == "| "]

    assert [id_ for id_ in rows if id_ in ids and id_ not in {item["id"] for item in listed(path)}] == []


@each_list
def test_a_list_names_items_of_the_checklist_once(path: Path) -> None:
    ids = [item["id"] for item in listed(path)]

    assert len(ids) == len(set(ids))
    assert set(ids) <= {item.id for item in load().items}


@pytest.mark.skipif(os.environ.get("MATRIX") != "whole", reason="plays the whole checklist: make matrix")
@each_list
def test_the_list_is_what_a_real_run_says(path: Path) -> None:
    report = report_on(path.parent.name, "--venue", path.stem)
    seen = {item["id"]: item["outcome"] for item in report["items"]}
    lost = {id_: outcome for id_, outcome in seen.items() if outcome not in ("passed", "inapplicable")}

    assert lost == {item["id"]: item["outcome"] for item in listed(path)}
