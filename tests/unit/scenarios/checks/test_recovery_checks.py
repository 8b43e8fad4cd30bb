import pytest

from fakes.ledger import FaultFired
from scenarios.checks.recovery import (
    demand_second_strike,
    ends_are_true,
    finished_orders_are_told_whole,
    finished_orders_stay_finished,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import Story, seen
from tests.unit.scenarios.checks.verdicts import failure, success


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

    with pytest.raises(Inconclusive, match="Throttled did not strike between LostAnswer at 10"):
        demand_second_strike(story.at(15.0).told("a", State.OPEN).run, "LostAnswer", "Throttled")


def test_who_never_recovers_and_never_asks_is_left_to_the_check_of_the_truth() -> None:
    demand_second_strike(lost().run, "LostAnswer", "Throttled")


def test_a_given_moment_of_recovery_counts_instead() -> None:
    story = struck(lost(), 12.0, "Throttled")

    with pytest.raises(Inconclusive, match="Throttled did not strike between LostAnswer at 10"):
        demand_second_strike(story.run, "LostAnswer", "Throttled", recovered_s=11.0)


def canceled_in_part() -> Story:
    return Story().accepted("a").traded("a", "0.004").done("a", "CANCELED").at(5.0)


def test_an_end_told_with_the_part_that_was_filled_passes() -> None:
    assert "1 times an order that ended with a part filled was told with" in success(
        finished_orders_are_told_whole(canceled_in_part().told("a", State.CANCELED, "0.004").run)
    )


def test_an_end_told_without_the_part_that_was_filled_fails() -> None:
    verdict = finished_orders_are_told_whole(canceled_in_part().told("a", State.CANCELED).run)

    assert not verdict
    assert verdict.reason.endswith("was told as canceled with 0 filled, it had ended with 0.00400")


def test_an_order_that_was_filled_as_a_whole_does_not_show_what_becomes_of_a_part() -> None:
    story = Story().accepted("a").filled("a").told("a", State.FILLED, "0.01")

    with pytest.raises(Inconclusive, match="no order that ended with a part filled was told as finished"):
        finished_orders_are_told_whole(story.run)


def test_an_order_that_stays_finished_passes() -> None:
    story = Story().told("a", State.OPEN).told("a", State.FILLED, "0.01").told("a", State.FILLED, "0.01")

    assert "1 orders told as finished, none as less afterwards" in success(
        finished_orders_stay_finished(story.run)
    )


def test_a_finished_order_told_as_open_again_fails() -> None:
    assert not finished_orders_stay_finished(
        Story().told("a", State.FILLED, "0.01").told("a", State.OPEN).run
    )


def test_an_answer_that_was_asked_for_before_the_end_does_not_reopen_an_order() -> None:
    story = Story().told("a", State.FILLED, "0.01").ask("a", seen("a", State.OPEN))

    assert finished_orders_stay_finished(story.run)


def test_without_a_finished_order_there_is_nothing_to_undo() -> None:
    with pytest.raises(Inconclusive, match="no order was told as finished"):
        finished_orders_stay_finished(Story().told("a", State.OPEN).run)


def filled_at_5() -> Story:
    return Story().submit("a", Claim.UNKNOWN).accepted("a").at(5.0).filled("a")


def test_an_end_told_as_it_was_is_true() -> None:
    assert "1 orders ended, none was told as anything else" in success(
        ends_are_true(filled_at_5().at(6.0).told("a", State.FILLED, "0.01").run)
    )


def test_a_filled_order_told_as_canceled_is_a_lie() -> None:
    verdict = ends_are_true(filled_at_5().at(6.0).told("a", State.CANCELED).run)

    assert not verdict
    assert verdict.reason == "at 6.0 s order a was told as canceled, it was filled"


def test_an_end_told_before_it_came_is_a_lie() -> None:
    story = Story().submit("a", Claim.UNKNOWN).accepted("a").at(3.0).told("a", State.CANCELED)

    assert "at 3.0 s order a was told as canceled, it was open" in failure(
        ends_are_true(story.at(5.0).done("a", "CANCELED").run)
    )


def test_who_never_tells_of_an_end_tells_no_wrong_one() -> None:
    assert ends_are_true(filled_at_5().run)


def test_expired_may_be_called_canceled() -> None:
    story = Story().submit("a", Claim.UNKNOWN).accepted("a").done("a", "EXPIRED")

    assert ends_are_true(story.at(6.0).told("a", State.CANCELED).run)


def test_without_an_order_that_ended_no_end_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no order ended"):
        ends_are_true(Story().submit("a", Claim.UNKNOWN).accepted("a").run)


# --- edges, other orders, several orders --------------------------------------------------------------


def test_strikes_at_either_end_of_the_recovery_are_strikes_during_it() -> None:
    for at_s in (10.0, 15.0):
        story = struck(lost(), at_s, "Throttled").at(15.0).told("a", State.OPEN)
        demand_second_strike(story.run, "LostAnswer", "Throttled")


def test_an_order_that_never_came_to_be_does_not_end_the_recovery() -> None:
    story = Story().submit("b", Claim.DID_NOT_HAPPEN).at(10.0).accepted("a")
    story = struck(story, 10.0, "LostAnswer").submit("a", Claim.UNKNOWN)

    demand_second_strike(
        struck(story, 12.0, "Throttled").at(15.0).told("a", State.OPEN).run, "LostAnswer", "Throttled"
    )


def test_news_that_say_nothing_of_an_end_neither_count_nor_hide_what_does() -> None:
    story = Story().accepted("b").traded("b", "0.004", 7).told("b", State.CANCELED).told("c", State.REJECTED)
    story.accepted("a").told("a", State.OPEN).traded("a", "0.004").done("a", "CANCELED").at(5.0)

    assert "1 times" in success(finished_orders_are_told_whole(story.told("a", State.CANCELED, "0.004").run))
    assert not finished_orders_are_told_whole(story.told("a", State.CANCELED).run)


def test_each_order_that_ended_with_a_part_counts() -> None:
    story = canceled_in_part().told("a", State.CANCELED, "0.004")
    story.accepted("b").traded("b", "0.004", 2).done("b", "EXPIRED").told("b", State.EXPIRED, "0.004")

    assert "2 times an order that ended with a part filled" in success(
        finished_orders_are_told_whole(story.run)
    )


def test_each_order_that_ended_is_judged_by_news_of_its_own() -> None:
    story = Story().submit("b", Claim.UNKNOWN).accepted("b").done("b", "CANCELED").told("b", State.CANCELED)
    story.submit("a", Claim.UNKNOWN).accepted("a").filled("a").at(6.0).told("a", State.FILLED, "0.01")
    story.submit("c", Claim.UNKNOWN).accepted("c")

    assert "2 orders ended, none was told as anything else" in success(ends_are_true(story.run))


def test_news_of_another_order_or_of_no_end_do_not_hide_a_wrong_end() -> None:
    story = filled_at_5().told("b", State.CANCELED).told("a", State.OPEN).at(6.0).told("a", State.CANCELED)

    assert "order a was told as canceled, it was filled" in failure(ends_are_true(story.run))


def test_an_end_told_by_answer_is_not_undone_by_the_stream() -> None:
    story = Story().ask("a", seen("a", State.FILLED, "0.01")).at(3.0).told("a", State.OPEN)

    assert "at 3.0 s order a, told as filled before, was told as open with 0 filled" in failure(
        finished_orders_stay_finished(story.run)
    )


@pytest.mark.parametrize(("state", "filled"), [(State.OPEN, "0.01"), (State.CANCELED, "0")])
def test_an_end_is_undone_by_another_state_or_by_less_that_was_filled(state: State, filled: str) -> None:
    story = Story().told("a", State.CANCELED, "0.004").told("a", state, filled)

    assert not finished_orders_stay_finished(story.run)


def test_a_rejection_is_no_end_that_could_be_undone() -> None:
    story = Story().told("a", State.REJECTED).told("a", State.OPEN).told("b", State.CANCELED)

    assert "1 orders told as finished" in success(finished_orders_stay_finished(story.run))
