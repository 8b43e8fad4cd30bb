"""What is suspicious depends on what is usual."""

from exchanges.silence import Silence

CEILING_S = 30.0


def spoken(every_s: float, times: int) -> tuple[Silence, float]:
    silence = Silence(4.0, 0.0)
    now_s = 0.0
    for count in range(times):
        now_s += every_s
        silence.heard(now_s)
        if count % 10 == 9:
            silence.learn(now_s)
    return silence, now_s


def test_before_anything_was_learned_only_the_ceiling_counts() -> None:
    silence = Silence(4.0, 0.0)

    assert silence.allowed_s(CEILING_S) == CEILING_S
    assert not silence.is_overdue(30.0, CEILING_S)
    assert silence.is_overdue(30.1, CEILING_S)


def test_a_lively_subscription_is_suspect_within_seconds() -> None:
    silence, now_s = spoken(0.1, 200)

    assert silence.allowed_s(CEILING_S) == 4.0
    assert not silence.is_suspect(now_s + 2.0, CEILING_S)
    assert silence.is_suspect(now_s + 3.0, CEILING_S)
    assert not silence.is_overdue(now_s + 3.0, CEILING_S)
    assert silence.is_overdue(now_s + 4.1, CEILING_S)


def test_a_slow_subscription_is_given_time() -> None:
    silence, now_s = spoken(1.0, 200)

    assert 19.0 < silence.allowed_s(CEILING_S) < 21.0
    assert not silence.is_suspect(now_s + 10.0, CEILING_S)


def test_nothing_is_allowed_beyond_the_ceiling() -> None:
    silence, _ = spoken(60.0, 50)

    assert silence.allowed_s(CEILING_S) == CEILING_S


def test_a_pause_counts_when_it_ends() -> None:
    silence, now_s = spoken(0.1, 100)
    for _ in range(5):
        now_s += 20.0
        silence.learn(now_s)
    for _ in range(10):
        now_s += 0.1
        silence.heard(now_s)
    silence.learn(now_s)

    assert silence.allowed_s(60.0) > 4.0


def test_a_silence_that_is_confirmed_again_and_again_is_asked_about_less_often() -> None:
    silence, now_s = spoken(0.1, 200)
    asked_after_s = []
    for _ in range(12):
        waited_s = 1.0
        while not silence.is_suspect(now_s + waited_s, CEILING_S):
            waited_s += 1.0
        asked_after_s.append(waited_s)
        now_s += waited_s
        silence.confirmed(now_s)

    assert asked_after_s == sorted(asked_after_s)
    assert asked_after_s[-1] > 3 * asked_after_s[0]
    assert asked_after_s[-1] <= CEILING_S


def test_a_confirmed_silence_starts_anew() -> None:
    silence, now_s = spoken(0.1, 200)
    silence.confirmed(now_s + 100.0)

    assert not silence.is_suspect(now_s + 101.0, CEILING_S)
