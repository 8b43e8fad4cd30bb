import pytest

from fakes.ledger import FaultFired
from scenarios.checks.recovery import demand_second_strike
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import Story


def struck(story: Story, at_s: float, fault: str) -> Story:
    story.at(at_s).ledger.record(FaultFired(fault=fault))
    return story


def lost() -> Story:
    """An order is accepted at 10 s and its answer lost."""
    story = struck(Story().at(10.0).accepted("a"), 10.0, "LostAnswer")
    return story.submit("a", Claim.UNKNOWN)


def test_a_strike_before_the_truth_was_told_is_a_strike_during_recovery() -> None:
    story = struck(lost(), 12.0, "Throttled").at(15.0).told("a", State.OPEN)

    demand_second_strike(story.run, "LostAnswer", "Throttled")


def test_a_strike_after_the_truth_was_told_comes_too_late() -> None:
    story = struck(lost().at(11.0).told("a", State.OPEN), 12.0, "Throttled")

    with pytest.raises(Inconclusive, match="did not strike between"):
        demand_second_strike(story.run, "LostAnswer", "Throttled")


def test_a_word_that_is_not_the_final_truth_is_no_recovery() -> None:
    story = struck(lost().at(11.0).told("a", State.OPEN).filled("a"), 12.0, "Throttled")

    demand_second_strike(story.at(15.0).told("a", State.FILLED, "0.01").run, "LostAnswer", "Throttled")


def test_without_the_first_strike_there_is_nothing_to_recover_from() -> None:
    with pytest.raises(Inconclusive, match="LostAnswer never struck"):
        demand_second_strike(struck(Story(), 12.0, "Throttled").run, "LostAnswer", "Throttled")


def test_a_strike_before_the_first_does_not_count() -> None:
    story = struck(Story(), 5.0, "Throttled")
    story = struck(story.at(10.0).accepted("a"), 10.0, "LostAnswer").submit("a", Claim.UNKNOWN)

    with pytest.raises(Inconclusive):
        demand_second_strike(story.at(15.0).told("a", State.OPEN).run, "LostAnswer", "Throttled")


def test_who_never_recovers_and_never_asks_is_left_to_the_check_of_the_truth() -> None:
    demand_second_strike(lost().run, "LostAnswer", "Throttled")


def test_a_given_moment_of_recovery_counts_instead() -> None:
    story = struck(lost(), 12.0, "Throttled")

    with pytest.raises(Inconclusive):
        demand_second_strike(story.run, "LostAnswer", "Throttled", recovered_s=11.0)
