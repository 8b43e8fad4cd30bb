"""What several venues say of one item is what the worst of them says."""

from collections.abc import Callable, Mapping

import pytest

from checklist.at_venues import AtVenue, counting, over_venues
from checklist.evidence import Evidence
from checklist.load import load
from checklist.model import Item, Outcome
from checklist.scoring import Result, score

Make = Callable[..., Item]
POLICY = load().policy


def at(venue: str, outcomes: Mapping[Item, Outcome], *, counts: bool = True) -> AtVenue:
    results = tuple(
        Result(
            item=item,
            outcome=outcome,
            reason=f"it {outcome.value}",
            evidence=(
                Evidence(item=item.id, case="-", venue=venue, outcome=outcome, reason="", token=venue),
            ),
        )
        for item, outcome in outcomes.items()
    )
    return AtVenue(venue=venue, results=results, score=score(results, POLICY), counts=counts)


@pytest.mark.parametrize(
    ("here", "there", "together"),
    [
        (Outcome.PASSED, Outcome.PASSED, Outcome.PASSED),
        (Outcome.PASSED, Outcome.FAILED, Outcome.FAILED),
        (Outcome.INCONCLUSIVE, Outcome.FAILED, Outcome.FAILED),
        (Outcome.PASSED, Outcome.UNCOVERED, Outcome.UNCOVERED),
        (Outcome.INAPPLICABLE, Outcome.PASSED, Outcome.PASSED),
    ],
)
def test_the_worst_venue_decides(item: Make, here: Outcome, there: Outcome, together: Outcome) -> None:
    one = item()

    (result,) = over_venues([one], [at("here", {one: here}), at("there", {one: there})])

    assert result.outcome is together
    assert [evidence.venue for evidence in result.evidence] == ["here", "there"]


def test_the_reason_says_where_it_was(item: Make) -> None:
    one = item()

    (result,) = over_venues([one], [at("here", {one: Outcome.PASSED}), at("there", {one: Outcome.FAILED})])

    assert result.reason == "at there: it failed"


def test_what_one_venue_is_not_asked_is_what_the_other_says(item: Make) -> None:
    common, own = item("CO-010"), item("CO-020")

    results = over_venues(
        [common, own],
        [
            at("here", {common: Outcome.PASSED}),
            at("there", {common: Outcome.PASSED, own: Outcome.FAILED}),
        ],
    )

    assert [(result.item.id, result.outcome, result.reason) for result in results] == [
        ("CO-010", Outcome.PASSED, "at here: it passed"),
        ("CO-020", Outcome.FAILED, "it failed"),
    ]


def test_one_venue_is_what_it_is(item: Make) -> None:
    one = item()
    alone = at("here", {one: Outcome.FAILED})

    assert over_venues([one], [alone]) == alone.results


def test_a_venue_that_may_not_count_does_not(item: Make) -> None:
    faithful = at("here", {item(): Outcome.PASSED})
    other = at("there", {item(): Outcome.FAILED}, counts=False)

    assert counting([faithful, other]) == [faithful]


def test_where_none_may_count_there_is_still_something_to_look_at(item: Make) -> None:
    other = at("there", {item(): Outcome.FAILED}, counts=False)

    assert counting([other]) == [other]
