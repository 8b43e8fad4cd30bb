"""The published study of the score is about this checklist, keeps its promises, and its plays come out again.

`make validity` renews it; that takes an hour, so an item may wait for the next renewal, but not many may.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from checklist.load import load
from tools.validity.defect_sets import TOGETHER, drawn, subject_of
from tools.validity.goals import goals
from tools.validity.page import page
from tools.validity.played import Order, play_all

DOCS = Path(__file__).parents[2] / "docs"
STUDY: dict[str, Any] = json.loads((DOCS / "validity.json").read_text())
SAMPLE = ("careless with keys", "a retry around every request")
DAILY = 1
"""So many of the sample `make test` plays, each through all cases of all items; `make matrix` plays all."""
WHOLE = os.environ.get("MATRIX") == "whole"
NEWEST_SHARE = 0.1
"""Of the items may be younger than the study."""


def test_every_promise_of_the_score_is_kept() -> None:
    assert {goal.what: goal.seen for goal in goals(STUDY) if not goal.met} == {}


def test_the_page_says_what_was_measured() -> None:
    assert (DOCS / "validity.md").read_text() == page(STUDY)


def test_the_study_is_about_this_checklist() -> None:
    today = {item.id for item in load().items}
    studied = set(STUDY["items"])

    assert studied <= today
    assert len(today - studied) <= NEWEST_SHARE * len(today), "run `make validity`"


def test_the_random_sets_are_those_that_anyone_draws() -> None:
    items = [item for item in load().items if item.id in set(STUDY["items"])]

    assert len(STUDY["random"]) >= 300
    assert [one["defects"] for one in STUDY["random"]] == [
        len(drawn(items, one["set"])) for one in STUDY["random"]
    ]


@pytest.mark.parametrize("name", SAMPLE if WHOLE else SAMPLE[:DAILY])
def test_a_play_of_the_study_comes_out_again(name: str, tmp_path: Path) -> None:
    published = next(one for one in STUDY["together"] if one["name"] == name)

    [again] = play_all([Order(subject_of(TOGETHER[name]))], tmp_path, 1, lambda order, played: None)

    assert [id_ for id_ in again.open_items if id_ in STUDY["items"]] == published["open"]
    assert again.ready == published["ready"]
