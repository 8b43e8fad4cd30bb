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
    with pytest.raises(Inconclusive):
        ends_are_told(placed().filled("a").run, within_s=5)


def test_an_end_of_an_order_placed_by_other_means_is_not_judged() -> None:
    with pytest.raises(Inconclusive):
        ends_are_told(Story().accepted("by-hand").done("by-hand", "CANCELED").run, within_s=5)


def asked_while_it_filled() -> Story:
    return placed().begin("order", ("BTCUSDT", "a")).at(11).told("a", State.FILLED, "0.01").at(12)


def test_an_old_answer_that_takes_nothing_back_passes() -> None:
    assert nothing_told_is_taken_back(
        asked_while_it_filled().end("order", seen("a", State.FILLED, "0.01")).run
    )


def test_an_old_answer_that_reopens_the_order_fails() -> None:
    verdict = nothing_told_is_taken_back(asked_while_it_filled().end("order", seen("a", State.OPEN)).run)

    assert "was told as open with 0 filled, after it had been told as filled" in verdict.reason


def test_an_old_list_that_reopens_the_order_fails() -> None:
    story = placed().begin("open_orders", ("BTCUSDT",)).at(11).told("a", State.FILLED, "0.01").at(12)

    assert not nothing_told_is_taken_back(story.end("open_orders", [seen("a", State.OPEN)]).run)


def test_answers_that_nothing_overtook_prove_nothing() -> None:
    story = placed().told("a", State.FILLED, "0.01").ask("a", seen("a", State.FILLED, "0.01"))

    with pytest.raises(Inconclusive):
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

    with pytest.raises(Inconclusive):
        judged(story)


def test_what_was_not_subscribed_cannot_multiply() -> None:
    with pytest.raises(Inconclusive):
        judged(subscribed())


def connected(*times_s: float) -> Story:
    story = Story()
    for session, at_s in enumerate(times_s):
        story.at(at_s).ledger.record(SessionOpened(session=session, role="user", source="client"))
    return story


def alone(story: Story) -> Verdict:
    return connection_is_left_alone(story.run, from_s=10, to_s=900, most=1)


def test_one_planned_change_in_a_quiet_time_passes() -> None:
    assert alone(connected(1, 600, 950))


def test_two_new_connections_in_a_quiet_time_fail() -> None:
    assert "2 new connections" in alone(connected(1, 70, 130)).reason


def test_without_a_connection_there_is_none_to_leave_alone() -> None:
    with pytest.raises(Inconclusive):
        alone(connected(20))


def test_a_question_that_fails_in_time_has_come_to_an_end() -> None:
    story = placed().begin("order", ("BTCUSDT", "a")).at(40).end("order", Claim.UNKNOWN)

    assert questions_end(story.run, within_s=60)


def test_a_question_that_takes_too_long_fails() -> None:
    story = placed().begin("balances", ()).at(75).end("balances", Claim.UNKNOWN)

    assert "until 75.0 s" in questions_end(story.run, within_s=60).reason


def test_a_question_that_never_ends_fails() -> None:
    assert not questions_end(placed().ask("a", None).run, within_s=60)


def test_where_nothing_was_asked_nothing_can_end() -> None:
    with pytest.raises(Inconclusive):
        questions_end(placed().run, within_s=60)
