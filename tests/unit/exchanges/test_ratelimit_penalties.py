"""After 429 and 418 nothing goes out for a while, then one request alone."""

import pytest

from exchanges.ratelimit import Cost, LimitKind, LimitRule, Priority, VenueLimiter
from tests.unit.exchanges.limits import ALL, START, limiter, take, try_take, wait


def test_a_second_429_without_a_time_lasts_until_the_next_window_ends_and_no_longer() -> None:
    """A clock decides how much of a window is left: a refusal must not cost two windows by chance."""
    subject = limiter()
    subject.penalise(50.0, START + 50.0, None, banned=False)

    assert subject.penalise(60.2, START + 60.2, None, banned=False) == pytest.approx(59.8 + 0.1)


def test_at_the_end_of_a_window_penalties_that_follow_each_other_grow() -> None:
    subject = limiter()

    waits = [subject.penalise(at_s, START + at_s, None, banned=False) for at_s in (59.5, 119.5, 179.5)]

    assert waits == pytest.approx([1.1, 2.1, 4.1])


def test_after_429_nothing_goes_out_until_the_time_named() -> None:
    subject = limiter()
    take(subject, 1, 5.0)
    subject.penalise(5.0, START + 5.0, 7.0, banned=False)

    assert wait(subject, 11.9) == pytest.approx(0.2)
    assert wait(subject, 12.2) == 0


def test_429_without_a_time_lasts_until_the_window_ends() -> None:
    subject = limiter()

    assert subject.penalise(5.0, START + 5.0, None, banned=False) == pytest.approx(55.1)


def test_a_ban_without_a_time_lasts_at_least_two_minutes_and_longer_each_time() -> None:
    subject = limiter()

    first_s = subject.penalise(0.0, START, None, banned=True)
    second_s = subject.penalise(200.0, START + 200.0, None, banned=True)

    assert first_s >= 120.0
    assert second_s >= 240.0


def test_answers_to_requests_already_under_way_are_one_penalty() -> None:
    subject = limiter()
    subject.penalise(5.0, START + 5.0, None, banned=False)

    assert subject.penalise(5.1, START + 5.1, None, banned=False) < 120.0


def test_a_shorter_penalty_does_not_end_a_longer_one() -> None:
    subject = limiter()
    subject.penalise(0.0, START, 100.0, banned=True)
    subject.penalise(1.0, START + 1.0, 2.0, banned=False)

    assert wait(subject, 5.0) > 90.0


def test_after_a_penalty_one_request_goes_first_alone() -> None:
    subject = limiter()
    subject.penalise(0.0, START, 10.0, banned=False)
    probe = take(subject, 1, 11.0)

    assert wait(subject, 11.1) > 0
    subject.answered(probe, {}, 11.2, START + 11.2)
    assert wait(subject, 11.3) == 0


def test_a_probe_without_an_answer_makes_room_for_the_next_probe_only() -> None:
    subject = limiter()
    subject.penalise(0.0, START, 10.0, banned=False)
    probe = take(subject, 1, 11.0)
    subject.answered(probe, None, 12.0, START + 12.0)

    assert wait(subject, 12.0) == 0
    take(subject, 1, 12.0)
    assert wait(subject, 12.1) > 0


def test_a_probe_that_never_ends_does_not_block_for_ever() -> None:
    subject = limiter()
    subject.penalise(0.0, START, 10.0, banned=False)
    take(subject, 1, 11.0)

    assert wait(subject, 16.0) == 0


def test_taking_at_once_minds_penalties_and_the_limit_on_orders() -> None:
    subject = limiter()
    for _ in range(10):
        assert try_take(subject, 1, 5.0, orders=1)
    assert not try_take(subject, 1, 5.0, orders=1)

    subject.penalise(5.0, START + 5.0, 7.0, banned=False)
    assert not try_take(subject, 1, 6.0)


def test_after_a_good_probe_the_next_ban_is_the_first_again() -> None:
    subject = limiter()
    subject.penalise(0.0, START, None, banned=True)
    subject.answered(take(subject, 1, 121.0), {}, 121.1, START + 121.1)

    assert subject.penalise(130.0, START + 130.0, None, banned=True) == pytest.approx(120.1)


def test_a_penalty_is_never_only_a_limit_on_orders() -> None:
    subject = limiter()
    take(subject, 0, 0.0, orders=10)
    subject.penalise(1.0, START + 1.0, 5.0, banned=False)

    assert subject.wait_s(Cost(1, 1), Priority.CANCEL, 1.0, START + 1.0)[1] is False


def test_a_probe_goes_out_at_once_when_the_penalty_is_over() -> None:
    subject = limiter()
    subject.penalise(0.0, START, 5.0, banned=False)

    assert not try_take(subject, 1, 5.0)
    assert try_take(subject, 1, 5.1)
    assert not try_take(subject, 1, 9.9)


def test_each_ban_that_follows_another_doubles_and_not_only_the_second() -> None:
    subject = limiter()
    lengths, now_s = [], 0.0
    for _ in range(12):
        lengths.append(subject.penalise(now_s, START + now_s, None, banned=True))
        now_s += lengths[-1] + 1.0

    assert [round(length_s - 0.1) for length_s in lengths] == [120 * 2 ** min(n, 8) for n in range(12)]


def test_429_without_a_time_minds_windows_up_to_five_minutes_only() -> None:
    def named(interval_s: float) -> VenueLimiter:
        return VenueLimiter([LimitRule(LimitKind.WEIGHT, interval_s, 100, "x")], ALL)

    assert named(300.0).penalise(0.0, START, None, banned=False) == pytest.approx(300.1)
    assert named(301.0).penalise(0.0, START, None, banned=False) == pytest.approx(1.1)
