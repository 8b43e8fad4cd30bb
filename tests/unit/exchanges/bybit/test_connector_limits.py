"""What the venue allows, what requests use up, and what the headers of answers say of it."""

import pytest

from exchanges.config import Limits
from exchanges.ratelimit import Cost, Priority
from exchanges.scoped import ITS_OWN, ITS_SIZE
from exchanges.venues.bybit.limits import (
    CANCEL,
    CREATE,
    QUESTION,
    REALTIME,
    allowance,
    cancelling_together,
    left_of,
    room_in_s,
)

ALL = Limits(safety=1.0, cancel_reserve=0.1)


def test_orders_have_twenty_a_second_and_hold_up_no_cancels() -> None:
    subject = allowance(ALL)
    for _ in range(20):
        assert subject.try_take(CREATE, Priority.ORDER, 0.0, 0.0)

    assert subject.try_take(CREATE, Priority.ORDER, 0.5, 0.5) is None
    assert subject.try_take(CANCEL, Priority.CANCEL, 0.5, 0.5)
    assert subject.try_take(CREATE, Priority.ORDER, 1.1, 1.1)


def test_lookups_of_a_user_leave_room_for_those_in_doubt() -> None:
    subject = allowance(ALL)
    while subject.try_take(REALTIME, Priority.DATA, 0.0, 0.0):
        pass

    assert subject.try_take(REALTIME, Priority.RESOLVE, 0.0, 0.0)


def test_each_order_of_a_batch_counts() -> None:
    subject = allowance(ALL)

    assert cancelling_together(10) == Cost(orders=10, scope="cancel-batch")
    assert subject.try_take(cancelling_together(10), Priority.CANCEL, 0.0, 0.0)
    assert subject.try_take(cancelling_together(10), Priority.CANCEL, 0.0, 0.0)
    assert subject.try_take(cancelling_together(10), Priority.CANCEL, 0.0, 0.0) is None


def test_whatever_is_asked_counts_for_the_address() -> None:
    subject = allowance(ALL)
    for _ in range(600):
        subject.take(QUESTION, 0.0, 0.0)

    assert subject.try_take(CANCEL, Priority.CANCEL, 4.0, 4.0) is None
    assert subject.try_take(CANCEL, Priority.CANCEL, 5.2, 5.2)


def test_headers_say_what_is_used_of_the_method_that_was_asked() -> None:
    assert left_of({"X-Bapi-Limit": "20", "X-Bapi-Limit-Status": "13"}) == {ITS_OWN: 7, ITS_SIZE: 20}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Bapi-Limit": "20"},
        {"X-Bapi-Limit": "ten", "X-Bapi-Limit-Status": "1"},
        {"X-Bapi-Limit": "10", "X-Bapi-Limit-Status": "-1"},
        {"X-Bapi-Limit": "10", "X-Bapi-Limit-Status": "11"},
    ],
)
def test_headers_that_make_no_sense_say_nothing(headers: dict[str, str]) -> None:
    assert left_of(headers) == {}


def test_what_others_with_the_same_key_have_used_is_not_ours_to_use() -> None:
    subject = allowance(ALL)
    grant = subject.take(CREATE, 10.3, 10.3)
    subject.answered(grant, {ITS_OWN: 20}, 10.4, 10.4)

    assert subject.try_take(CREATE, Priority.ORDER, 10.5, 10.5) is None


def test_an_account_that_may_do_more_does_more() -> None:
    subject = allowance(ALL)
    grant = subject.take(CREATE, 10.3, 10.3)
    subject.answered(grant, {ITS_OWN: 1, ITS_SIZE: 40}, 10.4, 10.4)
    for _ in range(39):
        assert subject.try_take(CREATE, Priority.ORDER, 10.5, 10.5)

    assert subject.try_take(CREATE, Priority.ORDER, 10.5, 10.5) is None
    assert subject.try_take(CANCEL, Priority.CANCEL, 10.5, 10.5)


def test_a_refusal_names_the_moment_at_which_there_is_room() -> None:
    headers = {"X-Bapi-Limit-Status": "0", "X-Bapi-Limit-Reset-Timestamp": "1800000000700"}

    assert room_in_s(headers, 1_800_000_000_000) == 0.7
    assert room_in_s(headers, 1_800_000_000_900) == 0.01


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Bapi-Limit-Status": "5", "X-Bapi-Limit-Reset-Timestamp": "1800000000700"},
        {"X-Bapi-Limit-Status": "0", "X-Bapi-Limit-Reset-Timestamp": "soon"},
        {"X-Bapi-Limit-Status": "0", "X-Bapi-Limit-Reset-Timestamp": "1900000000000"},
    ],
)
def test_a_refusal_that_names_none_leaves_it_to_us(headers: dict[str, str]) -> None:
    assert room_in_s(headers, 1_800_000_000_000) is None
