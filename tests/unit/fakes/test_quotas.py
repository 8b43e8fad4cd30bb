import pytest

from fakes.quotas import BanLadder, FixedWindow, SlidingSecond

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
