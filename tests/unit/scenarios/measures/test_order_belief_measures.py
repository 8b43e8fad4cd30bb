"""For how long and about how much the user was wrong, on runs made by hand. An order is worth 600 quote."""

import pytest

from fakes.operations import Operation
from scenarios.history import Unwatched, Watched
from scenarios.measures.measured import measured
from scenarios.measures.order_belief import WIRE_S
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import Story, seen

WORTH = 600.0


def watching() -> Story:
    story = Story()
    story.history.record(Watched(stream="orders"))
    return story


def ended(story: Story, at_s: float = 100.0) -> dict[str, float]:
    story.at(at_s).history.record(Unwatched())
    return dict(measured(story.run))


def placed() -> Story:
    """Open since 10 s, and told so at once."""
    return watching().at(10.0).accepted("a").submit("a", seen("a", State.OPEN))


def test_who_is_told_at_once_is_never_wrong() -> None:
    found = ended(placed().at(20.0).filled("a").at(20.05).told("a", State.FILLED, "0.01", 1))

    assert (found["order_wrong_s_max"], found["order_risk_quote_max"], found["order_risk_quote_s"]) == (
        0,
        0,
        0,
    )


def test_a_fill_told_late_is_a_risk_of_its_worth_for_that_time() -> None:
    found = ended(placed().at(20.0).filled("a").at(30.1).told("a", State.FILLED, "0.01", 1))

    assert found["order_wrong_s_max"] == 10.1 - WIRE_S
    assert found["order_risk_quote_max"] == WORTH
    assert found["order_risk_quote_s"] == pytest.approx(10.0 * WORTH)


def test_a_fill_never_told_counts_to_the_end() -> None:
    assert ended(placed().at(20.0).filled("a"))["order_wrong_s_max"] == 80.0 - WIRE_S


def test_an_open_order_believed_gone_is_a_risk_until_that_is_put_right() -> None:
    story = watching().at(10.0).accepted("a").submit("a", Claim.DID_NOT_HAPPEN)

    assert ended(story.at(40.1).told("a", State.OPEN))["order_risk_quote_s"] == pytest.approx(30.0 * WORTH)


def test_an_outcome_known_to_be_unknown_is_a_risk_all_the_same() -> None:
    story = watching().at(10.0).accepted("a").submit("a", Claim.UNKNOWN)

    assert ended(story.at(15.1).told("a", State.OPEN))["order_wrong_s_max"] == pytest.approx(5.0)


def test_an_order_told_as_open_that_never_was_is_a_risk() -> None:
    assert ended(watching().at(10.0).submit("a", seen("a", State.OPEN)))["order_wrong_s_max"] > 0


def test_an_order_that_was_refused_and_told_so_is_none() -> None:
    assert ended(watching().at(10.0).submit("a", Claim.DID_NOT_HAPPEN))["order_wrong_s_max"] == 0


def test_the_second_order_of_one_name_is_a_risk_that_no_word_ends() -> None:
    story = placed().at(20.0).filled("a").at(20.05).told("a", State.FILLED, "0.01", 1)
    story.at(50.0).accepted("a", number=77).told("a", State.OPEN)

    assert ended(story)["order_risk_quote_max"] >= WORTH


def test_a_name_used_again_for_another_order_is_no_double() -> None:
    story = placed().at(20.0).done("a", "CANCELED").told("a", State.CANCELED)
    story.at(50.0).accepted("a", number=77).submit("a", seen("a", State.OPEN))

    assert ended(story)["order_wrong_s_max"] == 0


def test_a_partly_filled_order_is_worth_what_is_not_known_of_it() -> None:
    story = placed().at(20.0).traded("a", "0.004").at(30.1).told("a", State.PARTIALLY_FILLED, "0.004", 1)

    assert ended(story)["order_risk_quote_max"] == pytest.approx(0.4 * WORTH)


def test_what_is_at_stake_at_one_moment_adds_up_over_orders() -> None:
    story = placed().at(11.0).accepted("b").submit("b", seen("b", State.OPEN))
    story.at(20.0).filled("a").at(25.0).filled("b")
    story.at(30.0).told("a", State.FILLED, "0.01", 1).told("b", State.FILLED, "0.01", 2)

    assert ended(story)["order_risk_quote_max"] == 2 * WORTH


def test_one_who_asks_and_hears_that_there_is_none_believes_that() -> None:
    story = placed().at(20.0).begin("order", ("BTCUSDT", "a")).refused(Operation.QUERY)
    story.end("order", Claim.DID_NOT_HAPPEN)

    assert ended(story)["order_wrong_s_max"] == 80.0 - WIRE_S


def test_nothing_is_owed_to_one_who_does_not_watch() -> None:
    story = Story().at(10.0).accepted("a").submit("a", seen("a", State.OPEN)).at(20.0).filled("a")

    assert "order_wrong_s_max" not in ended(story)


def test_the_time_between_two_lives_of_a_program_does_not_count() -> None:
    story = placed()
    story.at(15.0).history.record(Unwatched())
    story.at(20.0).filled("a")
    story.at(90.0).history.record(Watched(stream="orders"))

    assert ended(story)["order_wrong_s_max"] == pytest.approx(10.0)
