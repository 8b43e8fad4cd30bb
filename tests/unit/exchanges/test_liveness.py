"""Silent, gone, old and well are four different things."""

import pytest

from exchanges.config import Heartbeat
from exchanges.liveness import Liveness, Vitality

RULES = Heartbeat(ping_every_s=15.0, pong_s=10.0, data_s=30.0, renew_after_s=1000.0)


def stream(*, expects_data: bool = True) -> Liveness:
    return Liveness(RULES, 0.0, expects_data=expects_data)


def test_a_stream_with_data_is_alive() -> None:
    subject = stream()
    subject.on_data(29.0)

    assert subject.verdict(58.9) is Vitality.ALIVE
    assert subject.data_age_s(58.0) == 29.0


def test_pongs_do_not_hide_that_there_are_no_data() -> None:
    subject = stream()
    for at_s in (5.0, 15.0, 25.0):
        subject.on_ping_sent(at_s)
        subject.on_life(at_s + 0.1)

    assert subject.verdict(30.0) is Vitality.SILENT


def test_a_stream_that_need_not_speak_may_be_quiet() -> None:
    subject = stream(expects_data=False)
    subject.on_ping_sent(500.0)
    subject.on_life(500.1)

    assert subject.verdict(600.0) is Vitality.ALIVE


def test_an_unanswered_ping_means_that_nobody_is_there() -> None:
    subject = stream(expects_data=False)
    subject.on_ping_sent(20.0)

    assert subject.verdict(29.9) is Vitality.ALIVE
    assert subject.verdict(30.0) is Vitality.GONE


def test_pinging_again_does_not_put_off_the_verdict() -> None:
    subject = stream(expects_data=False)
    subject.on_ping_sent(20.0)
    subject.on_ping_sent(29.0)

    assert subject.verdict(30.0) is Vitality.GONE


def test_data_are_as_good_as_a_pong() -> None:
    subject = stream()
    subject.on_ping_sent(20.0)
    subject.on_data(21.0)

    assert subject.verdict(35.0) is Vitality.ALIVE


def test_an_old_connection_is_to_be_renewed() -> None:
    subject = stream()
    subject.on_data(999.0)

    assert subject.verdict(1000.0) is Vitality.RENEW


def test_a_ping_is_due_after_a_while_without_any_sign() -> None:
    subject = stream()
    subject.on_life(10.0)

    assert [subject.ping_due(24.9), subject.ping_due(25.0)] == [False, True]
    subject.on_ping_sent(25.0)
    assert not subject.ping_due(26.0)


@pytest.mark.parametrize(("ping_s", "expected_s"), [(None, 15.0), (12.0, 22.0)])
def test_the_next_check_is_when_something_may_change(ping_s: float | None, expected_s: float) -> None:
    subject = stream()
    if ping_s is not None:
        subject.on_ping_sent(ping_s)

    assert subject.next_check_s() == expected_s


def test_data_put_off_the_next_ping() -> None:
    subject = stream()
    subject.on_data(20.0)

    assert [subject.ping_due(34.9), subject.ping_due(35.0)] == [False, True]


def test_age_counts_from_the_opening_of_the_connection() -> None:
    subject = Liveness(RULES, 500.0, expects_data=False)

    assert subject.verdict(1499.9) is Vitality.ALIVE
    assert subject.verdict(1500.0) is Vitality.RENEW
