from fakes.venues.kraken.attempts import ConnectionAttempts


def test_attempts_are_counted_by_address_in_a_window_that_rolls() -> None:
    attempts = ConnectionAttempts(3)

    for at_s in (0.0, 100.0, 200.0):
        assert not attempts.charge("a", 1, at_s).exceeded
    assert not attempts.charge("b", 1, 200.0).exceeded
    assert not attempts.charge("a", 1, 600.0).exceeded  # the first is out of the window


def test_one_too_many_locks_out_for_ten_minutes_whatever_is_tried_meanwhile() -> None:
    attempts = ConnectionAttempts(2)
    for at_s in (0.0, 1.0):
        attempts.charge("a", 1, at_s)

    refused = attempts.charge("a", 1, 2.0)

    assert refused.exceeded
    assert refused.resets_at_s == 602.0
    assert attempts.charge("a", 1, 601.9).exceeded
    assert not attempts.charge("a", 1, 602.0).exceeded
