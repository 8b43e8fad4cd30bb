"""What the checks of creation, ending and growth say of runs made by hand."""

import pytest

from fakes.ledger import RequestReceived
from scenarios.checks.lifecycle import (
    creation_recovers,
    creations_share_one,
    no_error_goes_unnoticed,
    nothing_is_left,
    tasks_do_not_grow,
)
from scenarios.history import NeverAnswered, Noted, Opened, Raised, Returned
from scenarios.run import Leftovers
from scenarios.verdict import Inconclusive, Verdict
from scenarios.workloads.lifecycle import TASKS
from subjects.seen import Claim
from tests.unit.scenarios.checks.connection_story import Story
from tests.unit.scenarios.checks.verdicts import failure, success


def created(number: int) -> Returned:
    return Returned(call=1, verb="create", result=number)


def raised(verb: str) -> Raised:
    return Raised(
        call=1, verb=verb, kind="E", error="E", claim=Claim.UNKNOWN, typed=True, text="the old failure"
    )


# --- creation -----------------------------------------------------------------------------------------


def one_first() -> Story:
    return Story().at(5).opens(1, "user").says(created(0)).at(30)


def shared(story: Story) -> Verdict:
    return creations_share_one(story.run, one_at_s=5, many_at_s=30, many=3, lasts_s=10)


def test_creations_that_give_the_same_connector_share_one() -> None:
    story = one_first().opens(2, "user")
    for _ in range(3):
        story.says(created(1))

    assert "3 creations at once gave one connector and 1 sessions" in success(shared(story))


def test_a_session_opened_when_the_creations_were_long_over_is_not_theirs() -> None:
    story = one_first().opens(2, "user")
    for _ in range(3):
        story.says(created(1))

    assert shared(story.at(40).opens(3, "user"))


def test_different_connectors_are_not_one() -> None:
    story = one_first().says(created(1)).says(created(2)).says(created(1))

    assert "3 creations at once gave 2 connectors" in failure(shared(story))


def test_one_connector_with_more_sessions_is_not_one() -> None:
    story = one_first().opens(2, "user").opens(3, "user")
    for _ in range(3):
        story.says(created(1))
    verdict = shared(story)

    assert not verdict
    assert "opened 2 sessions, one opens 1" in verdict.reason


def test_a_creation_that_fails_among_many_fails() -> None:
    story = one_first().says(created(1)).says(created(1)).says(raised("create"))

    assert "1 of 3 creations at once failed" in failure(shared(story))


def test_many_are_not_judged_when_one_cannot_be_created() -> None:
    with pytest.raises(Inconclusive, match="not even one"):
        shared(Story().at(30).says(created(1)))


def test_the_next_creation_after_a_failed_one_succeeds_or_not() -> None:
    well = creation_recovers(
        Story().at(12).says(raised("create")).at(90).says(created(0)).run, healed_at_s=80
    )
    assert "created at 90.0 s, after 1 failures" in success(well)
    again = creation_recovers(
        Story().at(12).says(raised("create")).at(90).says(raised("create")).run, healed_at_s=80
    )
    assert not again
    assert "the old failure" in again.reason


def test_a_creation_that_never_ends_fails() -> None:
    story = Story().at(12).says(raised("create")).at(210)
    story.says(NeverAnswered(call=2, verb="create", patience_s=120))

    assert "creating did not end in 120 s" in failure(creation_recovers(story.run, healed_at_s=80))


def test_the_moment_of_healing_is_no_longer_trouble() -> None:
    assert creation_recovers(
        Story().at(12).says(raised("create")).at(80).says(created(0)).run, healed_at_s=80
    )
    with pytest.raises(Inconclusive, match="no creation failed"):
        creation_recovers(Story().at(80).says(raised("create")).run, healed_at_s=80)


def test_only_creations_tell_of_creating() -> None:
    with pytest.raises(Inconclusive, match="no creation failed"):
        creation_recovers(Story().at(12).says(raised("submit")).at(90).says(created(0)).run, healed_at_s=80)
    story = Story().at(12).says(raised("create")).at(85).says(Noted(name="else", value=1))

    assert creation_recovers(story.says(raised("submit")).at(90).says(created(0)).run, healed_at_s=80)


def test_recovery_needs_a_failure_and_another_try() -> None:
    with pytest.raises(Inconclusive, match="no creation failed"):
        creation_recovers(Story().at(90).says(created(0)).run, healed_at_s=80)
    with pytest.raises(Inconclusive, match="no creation was tried"):
        creation_recovers(Story().at(12).says(raised("create")).run, healed_at_s=80)


# --- ending -------------------------------------------------------------------------------------------


def ended(leftovers: Leftovers) -> Story:
    return Story(leftovers=leftovers).says(Opened()).opens(1)


def test_what_is_left_after_closing_fails() -> None:
    assert "no task and no connection" in success(nothing_is_left(ended(Leftovers()).run))
    tasks = nothing_is_left(ended(Leftovers(tasks=("Link._read", "Link._ping"))).run)
    assert "2 tasks left after closing: Link._read, Link._ping" in failure(tasks)
    connections = nothing_is_left(ended(Leftovers(connections=("client -> venue",))).run)
    assert "1 connections left after closing: client -> venue" in failure(connections)


def test_closing_that_raises_or_hangs_fails() -> None:
    verdict = nothing_is_left(ended(Leftovers()).says(raised("close")).run)
    assert "closing did not end well" in failure(verdict)
    assert "the old failure" in verdict.reason
    hung = NeverAnswered(call=0, verb="close", patience_s=60)
    assert not nothing_is_left(ended(Leftovers()).says(hung).run)


def test_a_subject_that_had_nothing_can_leave_nothing() -> None:
    for story in (Story().says(Opened()), Story().opens(1)):
        with pytest.raises(Inconclusive, match="never reached the venue"):
            nothing_is_left(story.run)


def test_a_subject_that_only_asked_could_leave_something() -> None:
    asked = RequestReceived(
        request_id=1, operation="depth", transport="rest", method="GET", path="/depth", source="client"
    )
    left = Leftovers(connections=("client -> venue",))

    assert success(nothing_is_left(Story(leftovers=Leftovers()).says(Opened()).happens(asked).run))
    assert "1 connections left" in failure(
        nothing_is_left(Story(leftovers=left).says(Opened()).happens(asked).run)
    )


# --- growth -------------------------------------------------------------------------------------------


def test_a_few_tasks_more_are_chance_and_many_are_growth() -> None:
    def counted(first: int, last: int) -> Story:
        return (
            Story().at(100).says(Noted(name=TASKS, value=first)).at(900).says(Noted(name=TASKS, value=last))
        )

    assert "20 tasks at 100 s, 25 at 900 s" in success(tasks_do_not_grow(counted(20, 25).run))
    assert "20 tasks at 100 s, 210 at 900 s" in failure(tasks_do_not_grow(counted(20, 210).run))


def test_what_was_counted_last_decides() -> None:
    story = Story()
    for at_s, count in ((100, 20), (500, 210), (900, 20)):
        story.at(at_s).says(Noted(name=TASKS, value=count))

    assert tasks_do_not_grow(story.run)


def test_one_count_says_nothing_of_growth() -> None:
    with pytest.raises(Inconclusive, match="not counted twice"):
        tasks_do_not_grow(Story().says(Noted(name=TASKS, value=3)).run)


# --- errors that nobody looks at ----------------------------------------------------------------------


def ended_twice(*complaints: str) -> Story:
    return Story(complaints=complaints).at(1).opens(1).ends(1).at(2).opens(2).ends(2)


def test_sessions_that_end_without_a_complaint_leave_no_error_unnoticed() -> None:
    verdict = no_error_goes_unnoticed(ended_twice("3.0 unclosed transport").run, ends=2)

    assert "the venue ended 2 sessions" in success(verdict)


def test_an_exception_that_was_never_retrieved_went_unnoticed() -> None:
    verdict = no_error_goes_unnoticed(
        ended_twice("3.0 Task exception was never retrieved: ConnectionClosed()").run, ends=2
    )

    assert not verdict
    assert "ConnectionClosed" in verdict.reason


def test_too_few_ends_say_nothing_of_errors() -> None:
    with pytest.raises(Inconclusive, match="2 sessions"):
        no_error_goes_unnoticed(ended_twice().run, ends=3)
