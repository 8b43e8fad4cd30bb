"""What the checks of connections that are replaced in time say of runs made by hand."""

import pytest

from scenarios.checks.renewal import no_trade_is_missed, successor_is_subscribed
from scenarios.verdict import Inconclusive, Verdict
from tests.unit.scenarios.checks.connection_story import SYMBOL, Story
from tests.unit.scenarios.checks.verdicts import failure, success


def renewed(story: Story) -> Verdict:
    return successor_is_subscribed(story.run, symbol=SYMBOL, opened_after_s=60, before_s=100)


def test_a_successor_must_be_subscribed_before_the_end() -> None:
    first = Story().at(1).opens(1).subscribes(1)

    verdict = renewed(first.at(90).opens(2).subscribes(2))

    assert "subscribed 10 s before the old one ended" in success(verdict)


def test_the_first_connection_may_be_as_late_as_that_and_is_not_its_own_successor() -> None:
    late = Story().at(60).opens(1).subscribes(1)

    assert renewed(late.at(90).opens(2).subscribes(2))
    assert not renewed(Story().at(60).opens(1).subscribes(1))


def test_a_successor_after_the_end_or_none_at_all_fails() -> None:
    def first() -> Story:
        return Story().at(1).opens(1).subscribes(1)

    assert "at 101.0 s, the old one ended at 100 s" in failure(
        renewed(first().at(101).opens(2).subscribes(2))
    )
    assert not renewed(first().at(100).opens(2).subscribes(2))
    assert "no other connection was ever subscribed" in failure(
        renewed(first().at(90).opens(2).subscribes(2, "ethusdt@trade"))
    )


def test_without_a_first_connection_there_is_no_successor() -> None:
    with pytest.raises(Inconclusive, match="no session was subscribed"):
        renewed(Story().at(90).opens(2).subscribes(2))


def test_every_trade_of_the_time_must_be_told() -> None:
    story = Story().at(5)
    for _ in range(10):
        story.trades_once()

    every = no_trade_is_missed(story.run, symbol=SYMBOL, from_s=5, to_s=5)
    assert "10 trades, all told" in success(every)
    verdict = no_trade_is_missed(story.trades_once(told=False).run, symbol=SYMBOL, from_s=0, to_s=10)
    assert not verdict
    assert "1 of 11 trades" in verdict.reason


def test_a_market_without_trades_cannot_be_missed() -> None:
    with pytest.raises(Inconclusive, match="1 trades between 0 s and 10 s"):
        no_trade_is_missed(Story().at(5).trades_once().run, symbol=SYMBOL, from_s=0, to_s=10)


def test_trades_of_another_time_are_not_missed_in_this_one() -> None:
    story = Story().at(5)
    for _ in range(10):
        story.trades_once()

    assert no_trade_is_missed(story.at(11).trades_once(told=False).run, symbol=SYMBOL, from_s=0, to_s=10)
