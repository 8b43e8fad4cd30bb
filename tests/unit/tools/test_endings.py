"""How the end of a test becomes an outcome."""

from pathlib import Path

import pytest

from checklist.model import Outcome
from scenarios.stage import NotOpened
from scenarios.verdict import Inconclusive, NotAtThisVenue, Verdict, failed, passed
from simulation import Livelock
from subjects.base import Unsupported
from tools.endings import Ending, ending_of

HERE = Path(__file__).parent


def end_of(error: BaseException, *, tests: Path = HERE) -> Ending:
    try:
        raise error
    except BaseException as raised:
        return ending_of(raised, tests)


def test_an_assertion_of_the_test_is_a_failure_of_the_subject() -> None:
    assert end_of(AssertionError("two orders")) == Ending(Outcome.FAILED, "two orders")


def test_a_subject_that_could_not_be_opened_has_failed_wherever_that_was_noticed() -> None:
    ending = end_of(NotOpened("no connection"), tests=HERE / "elsewhere")

    assert ending == Ending(Outcome.FAILED, "no connection")


def test_an_assertion_of_anything_else_is_none() -> None:
    ending = end_of(AssertionError("queue empty"), tests=HERE / "elsewhere")

    assert ending == Ending(Outcome.INCONCLUSIVE, "the harness broke: AssertionError: queue empty")


def test_a_verdict_that_did_not_hold_gives_its_own_sentence_in_full() -> None:
    sentence = "at 42.020 it served update 142 without 140, " * 8

    def checked() -> Verdict:
        return failed(sentence)

    def judge() -> None:
        assert passed("this one held")
        assert checked()

    with pytest.raises(AssertionError) as raised:
        judge()

    assert ending_of(raised.value, HERE) == Ending(Outcome.FAILED, sentence.strip())


def test_pytest_fail_is_a_failure() -> None:
    with pytest.raises(pytest.fail.Exception) as raised:
        pytest.fail("no order came")

    assert ending_of(raised.value, HERE) == Ending(Outcome.FAILED, "no order came")


def test_a_premise_that_did_not_come_about_is_inconclusive() -> None:
    assert end_of(Inconclusive("nothing was dropped")) == Ending(Outcome.INCONCLUSIVE, "nothing was dropped")


def test_what_cannot_be_at_the_venue_is_not_counted() -> None:
    ending = Ending(Outcome.INAPPLICABLE, "not at this venue: kraken has no sandbox")

    assert end_of(NotAtThisVenue("kraken has no sandbox")) == ending


def test_a_world_that_could_not_go_on_says_so_in_one_line() -> None:
    ending = end_of(Livelock("no pause for 300 s until t=312.300 s; busy: watch orders"))

    assert ending == Ending(
        Outcome.INCONCLUSIVE,
        "virtual time could not go on: no pause for 300 s until t=312.300 s; busy: watch orders",
    )


def test_a_verb_that_the_subject_lacks_is_inapplicable_even_inside_task_groups() -> None:
    wrapped = ExceptionGroup("outer", [ExceptionGroup("inner", [Unsupported("watch_book")])])

    assert end_of(wrapped) == Ending(Outcome.INAPPLICABLE, "the subject does not support watch_book")


def test_several_errors_at_once_are_inconclusive() -> None:
    ending = end_of(ExceptionGroup("two", [Unsupported("book"), KeyError("x")]))

    assert ending.outcome is Outcome.INCONCLUSIVE


def test_a_skip_covers_nothing() -> None:
    assert end_of(pytest.skip.Exception("not today")) == Ending(Outcome.UNCOVERED, "skipped: not today")


def test_a_reason_is_one_line_of_bounded_length() -> None:
    ending = end_of(AssertionError("line\n" * 400))

    assert "\n" not in ending.reason
    assert len(ending.reason) == 400
