"""What was used of the limits, and what became of the market's trades, on runs made by hand."""

from fakes.ledger import Banned, QuotaUsed, RequestReceived
from fakes.operations import Outcome
from scenarios.history import Unwatched, Watched
from scenarios.measures.budget import weight_used_percent
from scenarios.measures.measured import measured
from scenarios.measures.records import Records
from tests.unit.scenarios.checks.market_story import STREAM, MarketStory
from tests.unit.scenarios.checks.request_story import Story


def spent(story: Story, at_s: float, weight: int) -> Story:
    return story.fact(
        at_s,
        RequestReceived(
            request_id=1,
            operation="depth",
            transport="rest",
            method="GET",
            path="/",
            source="client",
            weight=weight,
        ),
    )


def used(story: Story, at_s: float, used: int, limiter: str = "REQUEST_WEIGHT") -> Story:
    return story.fact(at_s, QuotaUsed(source="client", limiter=limiter, used=used, limit=200))


def test_the_busiest_window_is_told_in_percent_of_each_limit() -> None:
    story = used(used(used(Story().request(1.0), 1.0, 30), 2.0, 150), 3.0, 20, "ORDERS_10S")

    found = measured(story.run)

    assert (found["weight_used_percent_max"], found["orders_10s_used_percent_max"]) == (75.0, 10.0)


def test_the_mean_is_of_the_requests_between_two_moments() -> None:
    story = spent(spent(spent(used(Story(), 0.0, 1), 10.0, 100), 50.0, 100), 70.0, 100)

    assert weight_used_percent(Records(story.run), 0.0, 60.0) == 100.0
    assert weight_used_percent(Records(story.run), 60.0, 120.0) == 50.0


def test_without_a_limit_there_is_no_share_of_it() -> None:
    assert weight_used_percent(Records(spent(Story(), 1.0, 5).run), 0.0, 60.0) is None


def test_refusals_and_bans_are_counted() -> None:
    story = (
        Story().request(1.0).request(2.0, outcome=Outcome.RATE_LIMITED).request(3.0, outcome=Outcome.BANNED)
    )
    story.fact(3.0, Banned(source="client", until_s=123.0))

    found = measured(story.run)

    assert (found["requests_refused_for_rate"], found["bans"]) == (2, 1)


def counted(story: MarketStory) -> tuple[float, ...]:
    found = measured(story.run)
    names = ("trades_lost", "trades_announced_lost", "trades_repeated", "trades_reordered")
    return tuple(found[name] for name in names)


def test_trades_told_once_and_in_order_are_nothing_to_count() -> None:
    assert counted(MarketStory().trades(1, 2, 3, 4).is_told(2, 3)) == (0, 0, 0, 0)


def test_a_trade_between_two_that_were_told_is_lost() -> None:
    assert counted(MarketStory().trades(1, 2, 3, 4).is_told(1, 4)) == (2, 0, 0, 0)


def test_a_loss_that_was_announced_is_told_apart() -> None:
    story = MarketStory().trades(1, 2, 3, 4).is_told(1).is_told_of_a_loss().is_told(4)

    assert counted(story) == (0, 2, 0, 0)


def test_a_trade_told_again_is_repeated_and_one_told_late_is_out_of_turn() -> None:
    assert counted(MarketStory().trades(1, 2, 3, 4).is_told(1, 3, 2, 3, 4)) == (0, 0, 1, 1)


def test_what_two_consumers_are_told_is_not_counted_as_told_twice() -> None:
    story = MarketStory().trades(1, 2)
    for _ in range(2):
        story.history.record(Watched(stream=STREAM))
    story.is_told(1, 1, 2, 2)

    assert measured(story.run) == {}


def test_one_consumer_in_each_of_two_lives_is_one_at_a_time() -> None:
    story = MarketStory().trades(1, 2)
    story.history.record(Watched(stream=STREAM))
    story.is_told(1).history.record(Unwatched())
    story.history.record(Watched(stream=STREAM))

    assert counted(story.is_told(1, 2)) == (0, 0, 1, 0)
