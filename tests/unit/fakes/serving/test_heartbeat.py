from fakes.serving.heartbeat import Heartbeat


def test_a_client_that_was_never_pinged_owes_nothing() -> None:
    assert not Heartbeat(pong_within_s=60.0).overdue(1e9)


def test_an_unanswered_ping_is_overdue_after_a_minute() -> None:
    heartbeat = Heartbeat(pong_within_s=60.0)
    heartbeat.pinged(b"1", 20.0)

    assert not heartbeat.overdue(79.9)
    assert heartbeat.overdue(80.0)


def test_later_pings_do_not_extend_the_minute() -> None:
    heartbeat = Heartbeat(pong_within_s=60.0)
    for now_s in (20.0, 40.0, 60.0):
        heartbeat.pinged(str(now_s).encode(), now_s)

    assert heartbeat.deadline_s == 80.0


def test_a_pong_with_another_payload_prolongs_nothing() -> None:
    heartbeat = Heartbeat(pong_within_s=60.0)
    heartbeat.pinged(b"1", 20.0)

    assert not heartbeat.ponged(b"")
    assert heartbeat.overdue(80.0)


def test_a_pong_settles_its_ping_and_those_before_it() -> None:
    heartbeat = Heartbeat(pong_within_s=60.0)
    for payload, now_s in ((b"1", 20.0), (b"2", 40.0), (b"3", 60.0)):
        heartbeat.pinged(payload, now_s)

    assert heartbeat.ponged(b"2")
    assert heartbeat.deadline_s == 120.0


def test_a_payload_sent_again_is_owed_since_it_was_first_sent() -> None:
    heartbeat = Heartbeat(pong_within_s=60.0)
    heartbeat.pinged(b"1", 20.0)
    heartbeat.pinged(b"1", 40.0)

    assert heartbeat.deadline_s == 80.0
