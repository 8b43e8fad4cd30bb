"""From plays to the numbers of the validity report, on plays made by hand."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from checklist.load import load
from checklist.model import Item
from tools.validity.defect_sets import MOST_DEFECTS, TOGETHER, drawn
from tools.validity.goals import goals
from tools.validity.measures import attributions, differing, harm, sensitivities, spearman
from tools.validity.page import page
from tools.validity.played import Played
from tools.validity.study import is_shown_at, together_with
from tools.venues import venue_traits

ITEMS = load().items
CO = [item for item in ITEMS if item.category == "CO"][:2]
OR = [item for item in ITEMS if item.category == "OR"][:2]
FEW: list[Item] = [*CO, *OR]


def played(**outcomes: str) -> Played:
    """All items passed but these (underscores for dashes)."""
    ends = {item.id: "passed" for item in FEW} | {id_.replace("_", "-"): end for id_, end in outcomes.items()}
    return Played(
        subject="any",
        score=50.0,
        ready=False,
        outcomes=ends,
        evidence={f"{id_}/once/1": (end, "digest") for id_, end in ends.items()},
    )


def failing(item: Item, *others: Item) -> Played:
    return played(**{one.id.replace("-", "_"): "failed" for one in (item, *others)})


def test_a_defect_is_found_when_its_own_item_fails() -> None:
    plays = {FEW[0].saboteur: failing(FEW[0]), FEW[1].saboteur: failing(FEW[2])}

    found, missed = attributions(FEW, plays)

    assert (found.item, found.outcome, found.others) == (FEW[0].id, "failed", ())
    assert (missed.item, missed.outcome, missed.others) == (FEW[1].id, "passed", (FEW[2].id,))


def test_a_defect_that_only_its_own_item_in_full_shows_shuts_the_gate() -> None:
    glance = replace(played(), ready=True)
    in_full = replace(failing(OR[0]), outcomes={OR[0].id: "failed"})

    whole = together_with(glance, in_full)

    assert (whole.outcomes, whole.ready) == (failing(OR[0]).outcomes, False)


def test_an_inconclusive_verdict_on_a_correct_connector_is_a_false_alarm() -> None:
    defects = attributions(FEW, {item.saboteur: failing(item) for item in FEW})
    correct = [played(), played(**{FEW[0].id.replace("-", "_"): "inconclusive"})]

    connection, orders = sensitivities(FEW, defects, correct)

    assert (connection.found, connection.defects) == (2, 2)
    assert (connection.false_alarms, connection.chances) == (1, 4)
    assert connection.youden_j == 0.75
    assert orders.youden_j == 1.0


def test_what_does_not_apply_is_no_chance_for_a_false_alarm() -> None:
    correct = [played(**{FEW[0].id.replace("-", "_"): "inapplicable"})]

    assert sensitivities(FEW, [], correct)[0].chances == 1


def test_a_critical_defect_weighs_twice() -> None:
    critical = next(item for item in ITEMS if item.critical)
    other = next(item for item in ITEMS if not item.critical)

    assert harm([critical, other]) == 2 * critical.weight + other.weight


def test_ranks_are_correlated_and_ties_share_their_rank() -> None:
    assert spearman([1, 2, 3], [10, 200, 3000]) == pytest.approx(1.0)
    assert spearman([1, 2, 3], [3, 2, 1]) == pytest.approx(-1.0)
    assert spearman([1, 2, 2, 3], [1, 2, 2, 3]) == pytest.approx(1.0)
    assert spearman([1, 2, 3, 4], [1, 1, 2, 2]) == pytest.approx(0.894427, abs=1e-6)


def test_a_case_that_ends_otherwise_the_second_time_is_named() -> None:
    assert differing([played(), failing(FEW[0])]) == [f"{FEW[0].id}/once/1"]
    assert differing([played(), played()]) == []


def test_a_random_set_is_the_same_in_every_run() -> None:
    sets = [drawn(ITEMS, number) for number in range(1, 40)]

    assert sets == [drawn(ITEMS, number) for number in range(1, 40)]
    assert all(1 <= len(items) <= MOST_DEFECTS and len(set(items)) == len(items) for items in sets)


def test_every_set_that_goes_together_is_made_of_saboteurs() -> None:
    there = {item.saboteur for item in ITEMS}

    assert len(TOGETHER) >= 20
    assert [name for saboteurs in TOGETHER.values() for name in saboteurs if name not in there] == []


def study(**changed: Any) -> Mapping[str, Any]:
    """The smallest study that keeps all promises."""
    whole = {
        "measured": "2026-12-01",
        "venue": "binance",
        "checklist_version": "abc",
        "items": ["CO-010"],
        "extent": {"sets": 2, "seeds": 20, "takes": 2},
        "plays": 12_345,
        "categories": [
            {"category": "CO", "defects": 2, "found": 2, "chances": 4, "false_alarms": 0, "youden_j": 1.0}
        ],
        "defects": [
            {
                "saboteur": "sleeps",
                "item": "CO-010",
                "outcome": "failed",
                "others": [],
                "ready": False,
                "critical": True,
            }
        ],
        "correct": [{"subject": "reference", "score": 100, "applicable": 1, "open": []}],
        "together": [
            {
                "name": "hope",
                "saboteurs": ["a"],
                "critical": ["CO-010"],
                "score": 80,
                "ready": False,
                "open": [],
            }
        ],
        "random": [{"set": 1, "defects": 1, "harm": 3, "score": 90}],
        "spearman_rho": 0.987,
        "repeated": {"plays": 10_000, "differing": [], "not_passed": [], "scores": [100]},
        "canary": 3.0,
    }
    return whole | changed


def test_a_good_study_keeps_every_promise() -> None:
    assert [goal.what for goal in goals(study()) if not goal.met] == []


@pytest.mark.parametrize(
    ("changed", "broken"),
    [
        ({"categories": [{"category": "CO", "youden_j": 0.94}]}, "Youden"),
        (
            {"defects": [{"saboteur": "s", "others": ["a", "b", "c"], "ready": False, "critical": False}]},
            "costs",
        ),
        ({"defects": [{"saboteur": "s", "others": [], "ready": True, "critical": True}]}, "critical defect"),
        ({"correct": [{"subject": "reference", "open": ["CO-010"]}]}, "correct connector"),
        ({"repeated": {"plays": 9_999, "differing": [], "not_passed": [], "scores": [100]}}, "10,000 plays"),
        (
            {"repeated": {"plays": 10_000, "differing": ["x"], "not_passed": [], "scores": [100]}},
            "10,000 plays",
        ),
        ({"repeated": {"plays": 10_000, "differing": [], "not_passed": [], "scores": [99, 100]}}, "variance"),
        ({"canary": 20.0}, "canary"),
    ],
)
def test_a_promise_that_is_not_kept_is_told(changed: dict[str, Any], broken: str) -> None:
    (goal,) = [goal for goal in goals(study(**changed)) if not goal.met]

    assert broken in goal.what


def light_study() -> Mapping[str, Any]:
    return study(
        venue="kraken",
        extent={"sets": 0, "seeds": 1, "takes": 2, "whole": False},
        together=[],
        random=[],
        spearman_rho=None,
        repeated={"plays": 2, "differing": [], "not_passed": [], "scores": [100]},
        canary=None,
    )


def test_a_light_study_promises_as_much_of_less() -> None:
    assert [goal.what for goal in goals(light_study()) if not goal.met] == []
    assert "no verdict and no packet differs in 2 plays" in [goal.what for goal in goals(light_study())]


def test_the_page_of_a_light_study_says_what_it_is_and_what_it_missed() -> None:
    text = page(light_study())

    assert "# Can the score be believed at Kraken?" in text
    assert "Written on 2026-12-01 by `python tools/measure_validity.py --venue kraken --light`" in text
    assert "This is a light study" in text
    assert "Defects that no item shows here: none." in text
    assert "Several defects" not in text


def test_a_study_is_of_what_can_be_shown_at_its_venue() -> None:
    shown = {
        venue: [item.id for item in ITEMS if is_shown_at(venue, item)] for venue in ("binance", "kraken")
    }

    for venue, ids in shown.items():
        assert all(item.is_asked_at(venue_traits(venue)) for item in ITEMS if item.id in ids)
        assert len(ids) > 100
    assert shown["binance"] != shown["kraken"]


def test_the_page_names_what_a_reader_looks_for() -> None:
    text = page(study())

    assert "| sleeps | CO-010 | failed | none |" in text
    assert "| CO | 2 of 2 | 0 of 4 | 1.000 |" in text
    assert "**0.987**" in text
