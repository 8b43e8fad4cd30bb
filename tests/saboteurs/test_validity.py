"""The published studies of the score are about this checklist, keep their promises, and come out again.

A study is of one venue and of the items that are asked there: the whole one of Binance, light ones of others.
`make validity` renews the first; that takes an hour, so an item may wait for the next renewal, but not many.
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
from tools.validity.study import is_shown_at

DOCS = Path(__file__).parents[2] / "docs" / "validity"
STUDIES: dict[str, dict[str, Any]] = {
    path.stem: json.loads(path.read_text()) for path in sorted(DOCS.glob("*.json"))
}
STUDY = STUDIES["binance"]
"""The whole one."""
SAMPLE = ("careless with keys", "a retry around every request")
DAILY = 1
"""So many of the sample `make test` plays, each through all cases of all items; `make matrix` plays all."""
WHOLE = os.environ.get("MATRIX") == "whole"
NEWEST_SHARE = 0.1
"""Of the items that are asked at its venue may be younger than a study."""
each_study = pytest.mark.parametrize("venue", STUDIES)


@each_study
def test_every_promise_of_the_score_is_kept(venue: str) -> None:
    assert {goal.what: goal.seen for goal in goals(STUDIES[venue]) if not goal.met} == {}


@each_study
def test_the_page_says_what_was_measured(venue: str) -> None:
    assert STUDIES[venue]["venue"] == venue
    assert (DOCS / f"{venue}.md").read_text() == page(STUDIES[venue])


@each_study
def test_a_study_is_about_this_checklist(venue: str) -> None:
    items = load().items
    today = {item.id for item in items if is_shown_at(venue, item)}
    studied = set(STUDIES[venue]["items"])

    assert studied <= today
    assert len(today - studied) <= NEWEST_SHARE * len(today), f"renew the study of {venue}"


def test_the_random_sets_are_those_that_anyone_draws() -> None:
    items = [item for item in load().items if item.id in set(STUDY["items"])]

    assert len(STUDY["random"]) >= 300
    assert [one["defects"] for one in STUDY["random"]] == [
        len(drawn(items, one["set"])) for one in STUDY["random"]
    ]


@pytest.mark.parametrize("name", SAMPLE if WHOLE else SAMPLE[:DAILY])
def test_a_play_of_the_study_comes_out_again(name: str, tmp_path: Path) -> None:
    published = next(one for one in STUDY["together"] if one["name"] == name)

    [again] = play_all(
        [Order(subject_of(TOGETHER[name]), "binance")], tmp_path, 1, lambda order, played: None
    )

    assert [id_ for id_ in again.open_items if id_ in STUDY["items"]] == published["open"]
    assert again.ready == published["ready"]
