import pytest

from fakes.ledger import SessionClosed, SessionOpened, Subscribed, Unsubscribed
from scenarios.checks.account_news import (
    connection_is_left_alone,
    ends_are_told,
    nothing_told_is_taken_back,
    questions_end,
    subscriptions_do_not_multiply,
)
from scenarios.verdict import Inconclusive, Verdict
from subjects.seen import Claim, State
from tests.unit.scenarios.checks.order_story import Story, seen


def placed() -> Story:
    return Story().submit("a", seen("a", State.OPEN)).accepted("a").at(10)


@pytest.mark.parametrize("word", [State.EXPIRED, State.CANCELED])
def test_an_end_told_in_time_passes_by_either_name(word: State) -> None:
    assert ends_are_told(placed().done("a", "EXPIRED").at(12).told("a", word).run, within_s=5)


def test_an_end_that_is_never_told_fails() -> None:
    verdict = ends_are_told(placed().done("a", "EXPIRED").told("a", State.OPEN).run, within_s=5)

    assert "ended at 10.0 s (EXPIRED), which was never told" in verdict.reason


def test_an_end_told_without_what_was_filled_fails() -> None:
    story = placed().traded("a", "0.004").done("a", "CANCELED").told("a", State.CANCELED)

    assert not ends_are_told(story.run, within_s=5)


def test_an_end_told_too_late_fails() -> None:
    story = placed().done("a", "EXPIRED").at(16).told("a", State.EXPIRED)

    assert "only at 16.0 s" in ends_are_told(story.run, within_s=5).reason


def test_an_order_that_filled_has_no_other_end() -> None:
    with pytest.raises(Inconclusive, match="no order ended without a fill"):
        ends_are_told(placed().filled("a").run, within_s=5)


def test_an_end_of_an_order_placed_by_other_means_is_not_judged() -> None:
    with pytest.raises(Inconclusive, match="no order ended without a fill"):
        ends_are_told(Story().accepted("by-hand").done("by-hand", "CANCELED").run, within_s=5)


def test_each_end_of_the_users_is_judged_and_may_be_told_at_the_last_moment() -> None:
    story = placed().submit("b", seen("b", State.OPEN)).accepted("b").accepted("by-hand")
    story.done("by-hand", "CANCELED").done("a", "EXPIRED").done("b", "CANCELED")
    story.at(15).told("a", State.EXPIRED).told("b", State.CANCELED)

    assert ends_are_told(story.run, within_s=5).reason.startswith("2 ends")


def asked_while_it_filled() -> Story:
    return placed().begin("order", ("BTCUSDT", "a")).at(11).told("a", State.FILLED, "0.01").at(12)


def test_an_old_answer_that_takes_nothing_back_passes() -> None:
    assert nothing_told_is_taken_back(
        asked_while_it_filled().end("order", seen("a", State.FILLED, "0.01")).run
    )


def test_an_old_answer_that_reopens_the_order_fails() -> None:
    verdict = nothing_told_is_taken_back(asked_while_it_filled().end("order", seen("a", State.OPEN)).run)

    assert "was told as open with 0 filled, after it had been told as filled" in verdict.reason


def test_an_answer_that_knows_nothing_of_one_order_does_not_hide_what_is_taken_back_of_another() -> None:
    story = placed().told("b", State.UNKNOWN).begin("order", ("BTCUSDT", "a")).at(11)
    story.told("a", State.FILLED, "0.01").at(12).end("order", seen("a", State.OPEN))

    assert not nothing_told_is_taken_back(story.run)


@pytest.mark.parametrize(
    ("state", "filled", "then"),
    [(State.CANCELED, "0.004", State.OPEN), (State.CANCELED, "0.008", State.CANCELED)],
    ids=["it_reopens", "less_is_filled"],
)
def test_one_thing_taken_back_is_enough(state: State, filled: str, then: State) -> None:
    story = placed().begin("order", ("BTCUSDT", "a")).at(11).told("a", state, filled).at(12)

    assert not nothing_told_is_taken_back(story.end("order", seen("a", then, "0.004")).run)


def test_an_overtaken_list_is_premise_enough() -> None:
    story = placed().begin("open_orders", ("BTCUSDT",)).at(11).told("a", State.FILLED, "0.01").at(12)

    verdict = nothing_told_is_taken_back(story.end("open_orders", []).run)

    assert verdict.reason.startswith("1 answers were overtaken")


@pytest.mark.parametrize("told_s", [10, 12], ids=["as_it_was_asked", "as_it_was_answered"])
def test_only_what_is_told_while_the_user_waits_overtakes(told_s: float) -> None:
    story = placed().begin("order", ("BTCUSDT", "a")).at(told_s).told("a", State.FILLED, "0.01").at(12)

    with pytest.raises(Inconclusive, match="while the user waited"):
        nothing_told_is_taken_back(story.end("order", seen("a", State.FILLED, "0.01")).run)


def test_an_old_list_that_reopens_the_order_fails() -> None:
    story = placed().begin("open_orders", ("BTCUSDT",)).at(11).told("a", State.FILLED, "0.01").at(12)

    assert not nothing_told_is_taken_back(story.end("open_orders", [seen("a", State.OPEN)]).run)


def test_answers_that_nothing_overtook_prove_nothing() -> None:
    story = placed().told("a", State.FILLED, "0.01").ask("a", seen("a", State.FILLED, "0.01"))

    with pytest.raises(
        Inconclusive, match="no order was told as finished while the user waited for an answer"
    ):
        nothing_told_is_taken_back(story.run)


def subscribed(*sessions: int) -> Story:
    story = Story()
    for session in sessions:
        story.ledger.record(Subscribed(session=session, stream="userData"))
    return story.at(10)


def judged(story: Story) -> Verdict:
    return subscriptions_do_not_multiply(story.run, stream="userData", before_s=5, settled_s=50)


def test_one_subscription_in_place_of_another_passes() -> None:
    story = subscribed(1)
    story.ledger.record(Unsubscribed(session=1, stream="userData"))
    story.ledger.record(Subscribed(session=2, stream="userData"))

    assert judged(story).reason == "1 subscriptions to userData, as before"


def test_a_second_subscription_of_the_same_session_fails() -> None:
    story = subscribed(1)
    story.ledger.record(Subscribed(session=1, stream="userData"))

    assert not judged(story)


def test_the_end_of_a_session_that_subscribed_to_nothing_changes_nothing() -> None:
    story = subscribed(1)
    story.ledger.record(SessionClosed(session=9, role="market", code=1000, by_venue=False))

    assert judged(story)


def test_what_is_subscribed_at_that_very_moment_counts() -> None:
    story = Story().at(5)
    story.ledger.record(Subscribed(session=1, stream="userData"))

    assert judged(story)


def test_two_subscriptions_in_place_of_one_fail() -> None:
    story = subscribed(1)
    story.ledger.record(SessionClosed(session=1, role="user", code=1000, by_venue=False))
    for session in (2, 3):
        story.ledger.record(Subscribed(session=session, stream="userData"))

    assert judged(story).reason == "1 subscriptions to userData at 5 s, 2 at 50 s"


def test_a_stream_that_is_never_subscribed_again_is_for_others_to_judge() -> None:
    story = subscribed(1)
    story.ledger.record(Unsubscribed(session=1, stream="userData"))

    with pytest.raises(Inconclusive, match="userData is not subscribed at 50 s"):
        judged(story)


def test_what_was_not_subscribed_cannot_multiply() -> None:
    with pytest.raises(Inconclusive, match="userData was not subscribed at 5 s"):
        judged(subscribed())


def connected(*times_s: float) -> Story:
    story = Story()
    for session, at_s in enumerate(times_s):
        story.at(at_s).ledger.record(SessionOpened(session=session, role="user", source="client"))
    return story


def alone(story: Story) -> Verdict:
    return connection_is_left_alone(story.run, from_s=10, to_s=900, most=1)


def test_one_planned_change_in_a_quiet_time_passes() -> None:
    assert alone(connected(1, 600, 950)).reason == "1 new connections in 890 quiet seconds"


def test_two_new_connections_in_a_quiet_time_fail() -> None:
    reason = alone(connected(1, 70, 130)).reason

    assert reason.startswith("2 new connections")
    assert reason.endswith("the first at 70 s")


def test_the_quiet_time_includes_its_first_and_its_last_moment() -> None:
    assert not alone(connected(1, 10, 900))


def test_without_a_connection_there_is_none_to_leave_alone() -> None:
    with pytest.raises(Inconclusive, match="no connection was opened before 10 s"):
        alone(connected(10))


def test_a_question_that_fails_in_time_has_come_to_an_end() -> None:
    story = placed().begin("order", ("BTCUSDT", "a")).at(70).end("order", Claim.UNKNOWN)

    assert questions_end(story.run, within_s=60).reason.startswith("1 questions")


@pytest.mark.parametrize("question", ["order", "open_orders", "balances"])
def test_a_question_that_takes_too_long_fails(question: str) -> None:
    story = placed().begin(question, ("BTCUSDT", "a")).at(75).end(question, Claim.UNKNOWN)

    assert "until 75.0 s" in questions_end(story.run, within_s=60).reason


def test_a_question_that_never_ends_fails() -> None:
    assert not questions_end(placed().ask("a", None).run, within_s=60)


def test_where_nothing_was_asked_nothing_can_end() -> None:
    with pytest.raises(Inconclusive, match="nothing was asked"):
        questions_end(placed().run, within_s=60)
