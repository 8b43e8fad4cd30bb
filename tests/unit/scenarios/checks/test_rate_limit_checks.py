"""What the checks of kept limits say of runs made by hand."""

import pytest
from msgspec.structs import replace

from fakes.ledger import OrderAccepted, OrderDone, QuotaExceeded, RequestReceived, SessionClosed
from fakes.operations import Operation, Outcome
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


@pytest.mark.parametrize(
    ("outcome", "fine"),
    [
        (Outcome.DONE, True),
        (Outcome.REFUSED, True),
        (Outcome.RATE_LIMITED, False),
        (Outcome.BANNED, False),
    ],
)
def test_only_refusals_for_the_rate_count(outcome: Outcome, fine: bool) -> None:
    assert bool(venue_never_refuses(Story().request(1.0, outcome).run)) is fine


def test_a_venue_that_was_asked_nothing_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the venue answered no request"):
        venue_never_refuses(Story().run)


def burst(*, accepted: int, outcome: Outcome = Outcome.DONE) -> Story:
    story = Story()
    for number in range(3):
        story.calls_for(1.0, "submit", f"order-{number}").request(1.0, outcome)
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
        burst_is_queued(burst(accepted=3, outcome=Outcome.RATE_LIMITED).run, limit=2)
    )


def test_fewer_orders_than_the_limit_are_no_burst() -> None:
    with pytest.raises(Inconclusive, match="only 3"):
        burst_is_queued(burst(accepted=3).run, limit=3)


def question_of_weight(weight: int) -> Story:
    """What one costs is known from the first that was asked."""
    asked = RequestReceived(
        request_id=1,
        operation=Operation.QUERY,
        transport="rest",
        method="GET",
        path="/order",
        source="client",
        weight=weight,
    )
    return Story().fact(1.0, asked).accepts(5.0, "mine")


def queries_and_cancel(done_s: float | None, *, queries: int = 3) -> Story:
    story = question_of_weight(4)
    for _ in range(queries):
        story.calls_for(10.0, ends=None)
    story.calls_for(12.0, "cancel", "mine")
    return story if done_s is None else story.cancels(done_s, "mine")


def test_a_cancel_that_is_done_soon_passes() -> None:
    assert "the cancel was done after 2.00 s, amid 3 queries" in success(
        cancel_passes_within(queries_and_cancel(14.0).run, 5.0, budget=10)
    )


@pytest.mark.parametrize("done_s", [60.0, None])
def test_a_cancel_that_waits_for_the_budget_does_not(done_s: float | None) -> None:
    assert not cancel_passes_within(queries_and_cancel(done_s).run, 5.0, budget=10)


def test_queries_that_leave_budget_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="do not use up"):
        cancel_passes_within(queries_and_cancel(14.0, queries=2).run, 5.0, budget=10)


def test_an_order_that_never_was_cannot_be_cancelled() -> None:
    story = queries_and_cancel(None)
    story.ledger.entries[:] = [e for e in story.ledger.entries if not isinstance(e.fact, OrderAccepted)]

    with pytest.raises(Inconclusive, match="no order mine"):
        cancel_passes_within(story.run, 5.0, budget=10)


def test_without_a_cancel_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no cancel"):
        cancel_passes_within(Story().calls_for(1.0).run, 5.0, budget=10)


def reconnected(
    *, outcome: Outcome = Outcome.DONE, back: bool = True, again: tuple[str, ...] = BOOKS
) -> Story:
    story = Story().subscribes(2.0, *BOOKS).request(3.0).cuts(20.0).subscribes(21.0, *again)
    story.request(22.0, outcome)
    for symbol in BOOKS:
        story.reads_book(100.0, symbol, there=back)
    return story


def test_books_that_come_back_without_a_refusal_stay_within_weight() -> None:
    assert "2 books came back within the venue's weight" in success(
        mass_reconnect_stays_within_weight(reconnected().run, BOOKS)
    )


def test_a_snapshot_refused_for_its_weight_fails() -> None:
    assert not mass_reconnect_stays_within_weight(reconnected(outcome=Outcome.RATE_LIMITED).run, BOOKS)


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


# --- edges, and what the reasons say ------------------------------------------------------------------


def test_the_reason_says_which_request_was_refused_first() -> None:
    story = Story().request(1.0).request(2.0, Outcome.RATE_LIMITED).request(3.0, Outcome.BANNED)

    assert "refused 2 of 3 requests for their rate, first query (rate_limited) at 2.0 s" in failure(
        venue_never_refuses(story.run)
    )


def test_the_reason_names_the_first_order_of_the_burst_that_never_came() -> None:
    assert "2 of 3 orders of the burst were never placed, first order-1" in failure(
        burst_is_queued(burst(accepted=1).run, limit=2)
    )


def test_queries_of_the_moment_of_the_cancel_were_before_it_and_must_exceed_the_budget() -> None:
    story = question_of_weight(4)
    for _ in range(3):
        story.calls_for(12.0, ends=None)
    story.calls_for(12.0, "cancel", "mine").cancels(17.0, "mine")

    assert "done after 5.00 s, amid 3 queries" in success(cancel_passes_within(story.run, 5.0, budget=11))
    with pytest.raises(Inconclusive, match="3 queries do not use up a budget of 12"):
        cancel_passes_within(story.run, 5.0, budget=12)


def test_queries_after_the_cancel_were_not_in_its_way() -> None:
    story = queries_and_cancel(14.0, queries=2).calls_for(13.0)

    with pytest.raises(Inconclusive, match="2 queries"):
        cancel_passes_within(story.run, 5.0, budget=10)


@pytest.mark.parametrize(
    "changes", [{"account": "somebody"}, {"client_order_id": "other"}, {"status": "FILLED"}]
)
def test_the_end_of_another_order_or_another_end_is_not_the_cancel(changes: dict[str, str]) -> None:
    story = queries_and_cancel(13.0).cancels(60.0, "mine")
    for place, entry in enumerate(story.ledger.entries):
        if isinstance(entry.fact, OrderDone) and entry.at_s == 13.0:
            story.ledger.entries[place] = replace(entry, fact=replace(entry.fact, **changes))

    assert "done after 48.0 s, 5 s are allowed" in failure(cancel_passes_within(story.run, 5.0, budget=10))


def test_the_reason_says_when_a_cancel_that_was_never_done_was_called() -> None:
    assert "the cancel called at 12.0 s amid 3 queries was never done" in failure(
        cancel_passes_within(queries_and_cancel(None).run, 5.0, budget=10)
    )


def test_books_that_were_not_subscribed_before_the_cut_prove_nothing() -> None:
    story = Story().subscribes(2.0, BOOKS[0]).request(3.0).cuts(20.0).subscribes(21.0, *BOOKS)

    with pytest.raises(Inconclusive, match="not all of 2 books were subscribed before the cut"):
        mass_reconnect_stays_within_weight(story.run, BOOKS)


def test_only_a_cut_by_the_venue_is_one_and_the_first_counts() -> None:
    by_itself = (
        Story()
        .subscribes(2.0, *BOOKS)
        .fact(20.0, SessionClosed(session=1, role="market", code=1000, by_venue=False))
    )
    twice = reconnected().cuts(50.0)

    with pytest.raises(Inconclusive, match="no connection was cut"):
        mass_reconnect_stays_within_weight(by_itself.run, BOOKS)
    assert "2 books came back" in success(mass_reconnect_stays_within_weight(twice.run, BOOKS))


def test_the_reason_names_the_first_book_that_is_not_back() -> None:
    half = reconnected(back=False).reads_book(101.0, BOOKS[0])

    assert "1 of 2 books are not back in the end, first BUSDT" in failure(
        mass_reconnect_stays_within_weight(half.run, BOOKS)
    )
    assert "first AUSDT" in failure(mass_reconnect_stays_within_weight(reconnected(back=False).run, BOOKS))


def test_only_frames_count_as_frames_and_each_excess_is_counted() -> None:
    other = Story().subscribes(2.0, "a", "b")
    other.fact(3.0, QuotaExceeded(source="client", limiter="WEIGHT", used=6, limit=5))

    assert "2 streams subscribed" in success(frames_stay_within_the_limit(other.run, 2))
    assert "more than 5 frames in a second on one connection, 2 times, first at 15.0 s" in failure(
        frames_stay_within_the_limit(Story().drops_for_frames(15.0).drops_for_frames(16.0).run, 2)
    )


def test_a_stream_subscribed_twice_is_one_stream() -> None:
    with pytest.raises(Inconclusive, match="only 1 streams were ever subscribed, 2 were wanted"):
        frames_stay_within_the_limit(Story().subscribes(2.0, "a", "a").run, 2)
