"""What the checks of kept limits say of runs made by hand."""

import pytest

from scenarios.checks.rate_limits import (
    burst_is_queued,
    cancel_passes_within,
    frames_stay_within_the_limit,
    mass_reconnect_stays_within_weight,
    venue_never_refuses,
)
from scenarios.verdict import Inconclusive
from tests.unit.scenarios.checks.request_story import Story
from tests.unit.scenarios.checks.verdicts import failure, success

BOOKS = ("AUSDT", "BUSDT")


@pytest.mark.parametrize(("status", "fine"), [(200, True), (400, True), (429, False), (418, False)])
def test_only_refusals_for_the_rate_count(status: int, fine: bool) -> None:
    assert bool(venue_never_refuses(Story().request(1.0, status).run)) is fine


def test_a_venue_that_was_asked_nothing_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the venue answered no request"):
        venue_never_refuses(Story().run)


def burst(*, accepted: int, status: int = 200) -> Story:
    story = Story()
    for number in range(3):
        story.calls_for(1.0, "submit", f"order-{number}").request(1.0, status)
    for number in range(accepted):
        story.accepts(2.0, f"order-{number}")
    return story


def test_a_burst_that_is_placed_in_full_is_queued() -> None:
    assert "3 orders placed, none refused for its rate" in success(
        burst_is_queued(burst(accepted=3).run, limit=2)
    )


def test_an_order_of_the_burst_that_never_came_is_named() -> None:
    assert "order-2" in burst_is_queued(burst(accepted=2).run, limit=2).reason


def test_a_burst_that_the_venue_refuses_is_not_queued() -> None:
    assert "the venue refused 3 of 3 requests for their rate" in failure(
        burst_is_queued(burst(accepted=3, status=429).run, limit=2)
    )


def test_fewer_orders_than_the_limit_are_no_burst() -> None:
    with pytest.raises(Inconclusive, match="only 3"):
        burst_is_queued(burst(accepted=3).run, limit=3)


def queries_and_cancel(done_s: float | None, *, queries: int = 3) -> Story:
    story = Story()
    for _ in range(queries):
        story.calls_for(10.0, ends=None)
    story.calls_for(12.0, "cancel", "mine")
    return story if done_s is None else story.cancels(done_s, "mine")


def test_a_cancel_that_is_done_soon_passes() -> None:
    assert "the cancel was done after 2.00 s, amid 3 queries" in success(
        cancel_passes_within(queries_and_cancel(14.0).run, 5.0, budget=10, weight=4)
    )


@pytest.mark.parametrize("done_s", [60.0, None])
def test_a_cancel_that_waits_for_the_budget_does_not(done_s: float | None) -> None:
    assert not cancel_passes_within(queries_and_cancel(done_s).run, 5.0, budget=10, weight=4)


def test_queries_that_leave_budget_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="do not use up"):
        cancel_passes_within(queries_and_cancel(14.0, queries=2).run, 5.0, budget=10, weight=4)


def test_without_a_cancel_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no cancel"):
        cancel_passes_within(Story().calls_for(1.0).run, 5.0, budget=10, weight=4)


def reconnected(*, status: int = 200, back: bool = True, again: tuple[str, ...] = BOOKS) -> Story:
    story = Story().subscribes(2.0, *BOOKS).request(3.0).cuts(20.0).subscribes(21.0, *again)
    story.request(22.0, status)
    for symbol in BOOKS:
        story.reads_book(100.0, symbol, there=back)
    return story


def test_books_that_come_back_without_a_refusal_stay_within_weight() -> None:
    assert "2 books came back within the venue's weight" in success(
        mass_reconnect_stays_within_weight(reconnected().run, BOOKS)
    )


def test_a_snapshot_refused_for_its_weight_fails() -> None:
    assert not mass_reconnect_stays_within_weight(reconnected(status=429).run, BOOKS)


def test_books_that_do_not_come_back_fail() -> None:
    assert "2 of 2 books" in mass_reconnect_stays_within_weight(reconnected(back=False).run, BOOKS).reason


def test_books_that_are_not_asked_for_again_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="after the cut"):
        mass_reconnect_stays_within_weight(reconnected(again=BOOKS[:1]).run, BOOKS)


def test_without_a_cut_there_is_no_reconnect() -> None:
    with pytest.raises(Inconclusive, match="no connection was cut"):
        mass_reconnect_stays_within_weight(Story().subscribes(2.0, *BOOKS).run, BOOKS)


def test_streams_subscribed_in_peace_stay_within_the_frames() -> None:
    assert "2 streams subscribed, no connection dropped for its frames" in success(
        frames_stay_within_the_limit(Story().subscribes(2.0, "a", "b").run, 2)
    )


def test_a_connection_dropped_for_its_frames_fails() -> None:
    assert "15.0 s" in frames_stay_within_the_limit(Story().drops_for_frames(15.0).run, 2).reason


def test_too_few_streams_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="only 1"):
        frames_stay_within_the_limit(Story().subscribes(2.0, "a").run, 2)
