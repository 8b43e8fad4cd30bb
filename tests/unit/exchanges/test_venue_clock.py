"""The venue's time is known within half a round trip, whatever happens to this machine's clock."""

from random import Random

import pytest

from exchanges.config import ClockRules
from exchanges.venue_clock import VenueClock

RULES = ClockRules(sync_every_s=300.0, samples=5, max_error_ms=1000)
EPOCH_S = 1_800_000_000.0


def venue_ms(mono_s: float, *, ahead_ms: float = 0.0) -> int:
    """The stamp that the venue makes at this instant."""
    return int((EPOCH_S + mono_s) * 1000 + ahead_ms)


def synced(ahead_ms: float = 0.0, rtt_s: float = 0.02) -> VenueClock:
    clock = VenueClock(RULES)
    clock.observe(10.0, 10.0 + rtt_s, venue_ms(10.0 + rtt_s / 2, ahead_ms=ahead_ms))
    return clock


def test_before_the_first_round_trip_it_is_this_machines_time() -> None:
    clock = VenueClock(RULES)

    assert clock.now_ms(EPOCH_S, 5.0) == int(EPOCH_S * 1000)
    assert clock.offset_ms(EPOCH_S, 5.0) is None
    assert clock.needs_sync(5.0)


@pytest.mark.parametrize("seed", range(10))
def test_the_estimate_is_within_its_own_stated_error(seed: int) -> None:
    rng = Random(seed)
    clock = VenueClock(RULES)
    mono_s = 10.0
    for _ in range(20):
        there_s, back_s = rng.random() * 0.2, rng.random() * 0.2
        clock.observe(mono_s, mono_s + there_s + back_s, venue_ms(mono_s + there_s, ahead_ms=777))
        mono_s += 1.0
        error_ms = abs(clock.now_ms(0.0, mono_s) - venue_ms(mono_s, ahead_ms=777))
        assert clock.max_error_ms is not None
        assert error_ms <= clock.max_error_ms + 1


def test_the_shortest_round_trip_decides() -> None:
    clock = synced(rtt_s=0.01)
    clock.observe(20.0, 20.4, venue_ms(20.39))

    assert clock.max_error_ms == pytest.approx(5.5)


def test_setting_this_machines_clock_changes_nothing() -> None:
    clock = synced(ahead_ms=50.0)

    assert clock.now_ms(EPOCH_S + 3600, 20.0) == clock.now_ms(EPOCH_S, 20.0)


def test_a_step_of_this_machines_clock_is_noticed_and_asks_for_a_sync() -> None:
    clock = synced()
    clock.look(EPOCH_S + 10, 10.0)

    assert not clock.look(EPOCH_S + 20, 20.0)
    assert not clock.needs_sync(20.0)
    assert clock.look(EPOCH_S + 35, 30.0)
    assert clock.needs_sync(30.0)


def test_a_jump_of_the_venues_clock_is_noticed_and_followed() -> None:
    clock = synced()

    assert clock.observe(20.0, 20.02, venue_ms(20.01, ahead_ms=5000))
    assert clock.jumps == 1
    assert clock.now_ms(0.0, 21.0) == pytest.approx(venue_ms(21.0, ahead_ms=5000), abs=11)


def test_ordinary_drift_is_no_jump() -> None:
    clock = synced()

    assert not clock.observe(310.0, 310.001, venue_ms(310.0, ahead_ms=20))


def test_offset_is_told_against_wall_time() -> None:
    clock = synced(ahead_ms=250.0)

    assert clock.offset_ms(EPOCH_S + 12.0, 12.0) == pytest.approx(250.0, abs=1.0)


def test_a_sync_is_due_again_after_a_while() -> None:
    clock = synced()

    assert not clock.needs_sync(309.0)
    assert clock.needs_sync(311.0)


def test_doubt_asks_for_a_sync_and_forgets_the_old_estimate() -> None:
    clock = synced(ahead_ms=99_000)
    clock.doubt()

    assert clock.needs_sync(11.0)
    assert clock.now_ms(EPOCH_S, 11.0) == int(EPOCH_S * 1000)


def test_a_vague_estimate_asks_for_a_few_more_samples_and_then_is_content() -> None:
    clock = VenueClock(RULES)
    for number in range(5):
        assert clock.needs_sync(20.0)
        clock.observe(10.0 + number, 13.0 + number, venue_ms(11.5 + number))

    assert not clock.needs_sync(20.0)


def test_a_round_trip_settles_the_doubt_of_a_step() -> None:
    clock = synced()
    clock.look(EPOCH_S + 10, 10.0)
    clock.look(EPOCH_S + 3610, 11.0)
    clock.observe(11.0, 11.02, venue_ms(11.01))

    assert not clock.needs_sync(12.0)


def test_a_stamp_in_whole_seconds_bounds_the_time_by_a_second() -> None:
    clock = VenueClock(RULES)
    clock.observe(10.0, 10.02, int(EPOCH_S + 10) * 1000, 1000)

    assert clock.max_error_ms == pytest.approx(510)
    assert abs(clock.now_ms(EPOCH_S, 10.5) - venue_ms(10.5)) <= 510
    assert not clock.observe(10.9, 10.92, int(EPOCH_S + 10) * 1000, 1000)
