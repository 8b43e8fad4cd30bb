"""Outcomes, points, bands and exit status by the policy that is shipped."""

from collections.abc import Callable

import pytest

from checklist.evidence import Evidence
from checklist.load import load
from checklist.model import Item, Outcome, worst
from checklist.scoring import ExitStatus, Result, exit_status, judge, score

POLICY = load().policy
Make = Callable[..., Item]


def result(item: Item, outcome: Outcome) -> Result:
    return Result(item=item, outcome=outcome, reason="")


def evidence(outcome: Outcome, item: str = "CO-010") -> Evidence:
    return Evidence(
        item=item, case="-", venue="binance", outcome=outcome, reason=f"it {outcome.value}", token=""
    )


def status_of(results: list[Result], profile: str = "default") -> ExitStatus:
    return exit_status(results, POLICY, score(results, POLICY, profile))


def test_everything_passed_is_a_hundred(item: Make) -> None:
    results = [result(item(f"CO-{n:03}", weight=n, critical=n == 1), Outcome.PASSED) for n in range(1, 8)]

    assert score(results, POLICY).points == 100


def test_nothing_passed_is_zero(item: Make) -> None:
    results = [result(item(), Outcome.FAILED)]

    assert score(results, POLICY).points == 0


def test_eighty_points_lie_in_weight_and_twenty_in_complete_suites(item: Make) -> None:
    results = [
        result(item("CO-010", weight=3, suite="one"), Outcome.PASSED),
        result(item("MD-010", weight=1, suite="two"), Outcome.FAILED),
    ]

    assert score(results, POLICY).points == 80 * 3 / 4 + 20 * 1 / 2


def test_a_critical_item_open_costs_a_point_more_and_caps_at_84(item: Make) -> None:
    passed = [result(item(f"CO-{n:03}", weight=100, suite=f"s{n}"), Outcome.PASSED) for n in range(100, 200)]
    open_critical = result(item("OR-010", critical=True, suite="s100"), Outcome.FAILED)

    counted = score([*passed, open_critical], POLICY)

    assert counted.points == 84
    assert counted.open_critical == ("OR-010",)
    assert not counted.ready


@pytest.mark.parametrize("outcome", [Outcome.INCONCLUSIVE, Outcome.UNCOVERED])
def test_missing_evidence_stays_in_the_denominator(item: Make, outcome: Outcome) -> None:
    passed = result(item("CO-010"), Outcome.PASSED)

    with_missing = score([passed, result(item("CO-020"), outcome)], POLICY)
    with_failed = score([passed, result(item("CO-020"), Outcome.FAILED)], POLICY)

    assert with_missing.points == with_failed.points < score([passed], POLICY).points


def test_what_does_not_apply_leaves_the_denominator_and_shows_in_coverage(item: Make) -> None:
    results = [
        result(item("CO-010", weight=3), Outcome.PASSED),
        result(item("CO-020", weight=1), Outcome.INAPPLICABLE),
    ]

    counted = score(results, POLICY)

    assert (counted.points, counted.coverage) == (100, 75)


def test_a_suite_to_which_nothing_applies_is_neither_complete_nor_open(item: Make) -> None:
    results = [
        result(item("CO-010", suite="one"), Outcome.PASSED),
        result(item("MD-010", suite="two"), Outcome.INAPPLICABLE),
    ]

    assert score(results, POLICY).points == 100


@pytest.mark.parametrize(
    ("points", "band"),
    [
        (100, "ready"),
        (85, "ready"),
        (84.99, "mostly ready"),
        (70, "mostly ready"),
        (50, "not ready"),
        (49.99, "critical issues"),
        (0, "critical issues"),
    ],
)
def test_the_bands(points: float, band: str) -> None:
    assert POLICY.band(points) == band


def test_the_worst_outcome_over_cases_counts() -> None:
    assert worst([Outcome.PASSED, Outcome.INCONCLUSIVE, Outcome.FAILED]) is Outcome.FAILED
    assert worst([Outcome.PASSED, Outcome.INCONCLUSIVE]) is Outcome.INCONCLUSIVE
    assert worst([Outcome.PASSED, Outcome.UNCOVERED]) is Outcome.UNCOVERED


def test_an_item_that_applies_in_one_case_applies() -> None:
    assert worst([Outcome.INAPPLICABLE, Outcome.PASSED]) is Outcome.PASSED


def test_an_item_without_evidence_is_uncovered(item: Make) -> None:
    (judged,) = judge([item()], [], [])

    assert judged.outcome is Outcome.UNCOVERED


def test_an_item_that_needs_what_the_subject_lacks_is_inapplicable_whatever_was_played(item: Make) -> None:
    (judged,) = judge([item(needs=("BOOK", "HEALTH"))], ["BOOK"], [evidence(Outcome.FAILED)])

    assert judged.outcome is Outcome.INAPPLICABLE
    assert "HEALTH" in judged.reason


def test_either_of_two_capabilities_is_enough_where_the_item_says_so(item: Make) -> None:
    assert item(needs=("BOOK|TRADES",)).lacks(["TRADES"]) == ()
    assert item(needs=("BOOK|TRADES",)).lacks(["ORDERS"]) == ("BOOK|TRADES",)


def test_the_reason_of_an_item_is_that_of_its_worst_case(item: Make) -> None:
    (judged,) = judge([item()], [], [evidence(Outcome.PASSED), evidence(Outcome.FAILED)])

    assert judged.reason == "it failed"
    assert judged.telling == judged.evidence[1]


def test_exit_status_ready(item: Make) -> None:
    assert status_of([result(item(), Outcome.PASSED)]) is ExitStatus.READY


def test_exit_status_below_threshold(item: Make) -> None:
    assert status_of([result(item(), Outcome.FAILED)]) is ExitStatus.BELOW_THRESHOLD


def test_exit_status_critical_open(item: Make) -> None:
    assert status_of([result(item(critical=True), Outcome.FAILED)]) is ExitStatus.CRITICAL_OPEN


def test_exit_status_could_not_judge_when_missing_evidence_decides(item: Make) -> None:
    results = [
        result(item("CO-010"), Outcome.PASSED),
        result(item("CO-020", critical=True), Outcome.INCONCLUSIVE),
    ]

    assert status_of(results) is ExitStatus.COULD_NOT_JUDGE


def test_exit_status_is_that_of_the_failures_when_these_decide(item: Make) -> None:
    results = [
        result(item("CO-010", critical=True), Outcome.FAILED),
        result(item("CO-020", critical=True), Outcome.INCONCLUSIVE),
    ]

    assert status_of(results) is ExitStatus.CRITICAL_OPEN


def test_exit_status_could_not_judge_when_nothing_applies(item: Make) -> None:
    assert status_of([result(item(), Outcome.INAPPLICABLE)]) is ExitStatus.COULD_NOT_JUDGE


def test_the_weighted_profile_normalises_weights_that_add_up_to_120(item: Make) -> None:
    shares = {"PE": 92, "CO": 88, "AU": 75, "RL": 90, "OB": 60, "MD": 95, "CF": 80}
    results = []
    for category, share in shares.items():
        results.append(result(item(f"{category}-010", weight=share), Outcome.PASSED))
        results.append(result(item(f"{category}-020", weight=100 - share), Outcome.FAILED))

    assert score(results, POLICY, "weighted").points == pytest.approx(85.4167, abs=1e-4)


def test_the_weighted_profile_is_ready_at_70_with_four_of_five_critical_items(item: Make) -> None:
    results = [result(item(f"CO-{n:03}", critical=True), Outcome.PASSED) for n in range(4)]
    results.append(result(item("CO-900", critical=True), Outcome.FAILED))

    assert status_of(results, "weighted") is ExitStatus.READY
    assert status_of(results, "default") is ExitStatus.CRITICAL_OPEN


def test_the_weighted_profile_is_not_ready_with_three_of_four_critical_items(item: Make) -> None:
    results = [result(item(f"CO-{n:03}", critical=True), Outcome.PASSED) for n in range(3)]
    results.append(result(item("CO-900", critical=True), Outcome.FAILED))

    assert status_of(results, "weighted") is ExitStatus.CRITICAL_OPEN


@pytest.mark.parametrize(("profile", "every"), [("default", 4), ("weighted", 5)])
def test_a_canary_that_passes_some_items_at_random_stays_below_twenty(profile: str, every: int) -> None:
    """A connector that does everything wrong still passes what it never gets around to breaking."""
    items = load().items
    minor = [one for one in items if not one.critical]
    points = []
    for first in range(every):
        lucky = {one.id for one in minor[first::every]}
        results = [result(one, Outcome.PASSED if one.id in lucky else Outcome.FAILED) for one in items]
        points.append(score(results, POLICY, profile).points)

    assert sum(points) / every < 20
