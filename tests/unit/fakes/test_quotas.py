from fractions import Fraction

import pytest

from fakes.quotas import BanLadder, DecayingCounter, FixedWindow, SlidingSecond, SlidingWindow

MINUTE = 1_767_614_400.0
"""A full minute in Unix time."""


def test_a_window_is_aligned_to_the_clock_not_to_the_first_request() -> None:
    window = FixedWindow(10, 60.0)

    window.charge("1.2.3.4", 7, MINUTE + 59)

    assert window.used("1.2.3.4", MINUTE + 59.9) == 7
    assert window.used("1.2.3.4", MINUTE + 60) == 0


def test_a_window_says_when_it_ends() -> None:
    assert FixedWindow(10, 60.0).charge("x", 1, MINUTE + 12.5).resets_at_s == MINUTE + 60


def test_the_limit_itself_is_still_allowed() -> None:
    window = FixedWindow(10, 60.0)

    assert not window.charge("x", 10, MINUTE).exceeded
    assert window.charge("x", 1, MINUTE).exceeded


def test_callers_are_counted_apart() -> None:
    window = FixedWindow(10, 60.0)

    window.charge("x", 10, MINUTE)

    assert not window.would_exceed("y", 10, MINUTE)
    assert window.would_exceed("x", 1, MINUTE)


def test_a_refund_never_makes_credit() -> None:
    window = FixedWindow(10, 60.0)
    window.charge("x", 3, MINUTE)

    window.refund("x", 5, MINUTE)

    assert window.used("x", MINUTE) == 0


def test_a_refund_after_the_window_changed_gives_nothing_back() -> None:
    window = FixedWindow(10, 60.0)
    window.charge("x", 3, MINUTE)
    window.charge("x", 2, MINUTE + 60)

    assert window.refund("x", 1, MINUTE + 60).used == 1


def test_no_second_holds_more_than_the_limit() -> None:
    second = SlidingSecond(5)

    admitted = [second.admit(0.1 * n) for n in range(6)]

    assert admitted == [True] * 5 + [False]
    assert second.admit(1.51)


def test_ignoring_refusals_leads_to_a_ban() -> None:
    ladder = BanLadder(tolerated=3)

    strikes = [ladder.strike("x", MINUTE + n) for n in range(4)]

    assert strikes == [None, None, None, MINUTE + 3 + 120]
    assert ladder.banned_until("x", MINUTE + 122) == MINUTE + 123
    assert ladder.banned_until("x", MINUTE + 123) is None
    assert ladder.banned_until("y", MINUTE) is None


def test_strikes_far_apart_are_forgotten() -> None:
    ladder = BanLadder(tolerated=1, forgives_s=60)
    ladder.strike("x", MINUTE)

    assert ladder.strike("x", MINUTE + 61) is None


@pytest.mark.parametrize(
    ("earlier", "length_s"), [(0, 120), (1, 240), (2, 480), (11, 245_760), (12, 259_200)]
)
def test_bans_double_up_to_three_days(earlier: int, length_s: int) -> None:
    ladder = BanLadder()
    for _ in range(earlier):
        ladder.ban("x", MINUTE - 10_000_000)

    assert ladder.ban("x", MINUTE) == MINUTE + length_s


def test_a_ban_never_shortens_a_running_one() -> None:
    ladder = BanLadder()
    ladder.ban("x", MINUTE, length_s=1_000)

    assert ladder.ban("x", MINUTE, length_s=10) == MINUTE + 1_000


# --- counters that decay --------------------------------------------------------------------------


def test_points_melt_away_by_the_millisecond() -> None:
    counter = DecayingCounter(limit=125, decay_milli=2_340)
    counter.charge("a", 50, 1_000.0)

    assert counter.count("a", 1_010.0) == Fraction("26.6")
    assert counter.count("a", 1_000.001) == Fraction("49.99766")
    assert counter.count("a", 1_030.0) == 0


def test_halves_of_points_count() -> None:
    counter = DecayingCounter(limit=10, decay_milli=0)

    counter.charge("a", Fraction(5, 2), 0.0)

    assert counter.count("a", 100.0) == Fraction(5, 2)


def test_what_is_beyond_the_limit_counts_and_says_when_it_is_below_again() -> None:
    counter = DecayingCounter(limit=20, decay_milli=500)

    usage = counter.charge("a", 23, 100.0)

    assert (usage.used, usage.exceeded, usage.resets_at_s) == (23, True, 106.0)
    assert counter.count("a", 106.0) == 20


def test_whether_more_would_be_too_much_is_asked_without_counting() -> None:
    counter = DecayingCounter(limit=20, decay_milli=500)
    counter.charge("a", 20, 100.0)

    assert counter.would_exceed("a", 1, 100.0)
    assert not counter.would_exceed("a", 1, 102.0)
    assert counter.count("a", 100.0) == 20


def test_each_caller_has_a_counter_of_its_own() -> None:
    counter = DecayingCounter(limit=20, decay_milli=500)
    counter.charge("a", 20, 0.0)

    assert counter.count("b", 0.0) == 0


def test_strikes_are_forgiven_and_bans_are_not() -> None:
    ladder = BanLadder(tolerated=1)
    ladder.strike("a", 0.0)
    ladder.forgive("a")
    assert ladder.strike("a", 1.0) is None

    ladder.ban("a", 2.0, 60.0)
    ladder.forgive("a")

    assert ladder.banned_until("a", 3.0) == 62.0


def test_a_sliding_window_forgets_each_event_by_itself() -> None:
    window = SlidingWindow(3, 1.0)
    used = [window.charge("a", 1, at_s).used for at_s in (0.0, 0.4, 0.8)]

    assert used == [1, 2, 3]
    assert window.would_exceed("a", 1, 0.999)
    assert not window.would_exceed("a", 1, 1.0)
    assert not window.would_exceed("a", 2, 1.5)
    assert window.frees_at_s("a", 1.5) == 1.8


def test_a_sliding_window_counts_beyond_its_limit_and_callers_apart() -> None:
    window = SlidingWindow(2, 5.0)

    assert window.charge("a", 3, 10.0).exceeded
    assert window.used("b", 10.0) == 0
    assert window.used("a", 14.999) == 3
    assert window.used("a", 15.0) == 0
