"""What the checks of trades say of runs made by hand."""

from decimal import Decimal

import pytest
from msgspec.structs import replace

from scenarios.checks.trades import no_trade_is_lost_in_silence, surge_was_fast, trades_are_told_once
from scenarios.verdict import Inconclusive, Verdict
from tests.unit.scenarios.checks.market_story import MarketStory
from tests.unit.scenarios.checks.verdicts import failure, success

# --- once -----------------------------------------------------------------------------------------


def test_each_trade_told_once_passes_in_any_order() -> None:
    assert "10 trades, each told once" in success(
        trades_are_told_once(MarketStory().is_told(*range(6, 11), *range(1, 6)).run)
    )


def test_a_trade_told_again_fails() -> None:
    story = MarketStory().at(1).is_told(*range(1, 11)).at(5).is_told(4)

    assert "trade 4 was told at 1.000 s and again at 5.000 s" in trades_are_told_once(story.run).reason


def test_too_few_trades_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="2 trades were told"):
        trades_are_told_once(MarketStory().is_told(1, 2).run)


# --- none lost in silence -------------------------------------------------------------------------


def judged(story: MarketStory) -> Verdict:
    return no_trade_is_lost_in_silence(story.run, until_s=100)


def hole() -> MarketStory:
    """Ten trades; 4 to 6 were not told with the others."""
    return MarketStory().at(1).trades(*range(1, 11)).is_told(1, 2, 3)


def test_all_trades_told_passes() -> None:
    assert "10 of 10 trades told" in success(judged(hole().is_told(*range(4, 11))))


def test_a_hole_that_is_filled_later_passes() -> None:
    assert judged(hole().is_told(*range(7, 11)).at(40).is_told(4, 5, 6))


def test_a_hole_that_nobody_speaks_of_fails() -> None:
    verdict = judged(hole().is_told(*range(7, 11)))

    assert not verdict
    assert "3 of 10 trades never reached the user" in verdict.reason
    assert "the first is 4" in verdict.reason


@pytest.mark.parametrize("late_s", [None, 0.0, 9.0], ids=["in_its_place", "right_after", "soon_after"])
def test_a_hole_that_is_announced_passes(late_s: float | None) -> None:
    story = hole()
    if late_s is None:
        story.is_told_of_a_loss()
    story.is_told(*range(7, 11))
    if late_s is not None:
        story.at(1 + late_s).is_told_of_a_loss()

    assert judged(story)


def test_an_announcement_before_the_hole_is_none() -> None:
    story = MarketStory().at(1).trades(*range(1, 11)).is_told(1).is_told_of_a_loss().is_told(2, 3)

    assert "3 of 10 trades never reached the user and nothing was said of" in failure(
        judged(story.is_told(*range(7, 11)))
    )


def test_an_announcement_long_after_the_hole_is_none() -> None:
    assert not judged(hole().is_told(*range(7, 11)).at(30).is_told_of_a_loss())


def test_an_announcement_of_another_stream_is_none() -> None:
    assert not judged(hole().is_told_of_a_loss("orders").is_told(*range(7, 11)))


def test_an_end_in_silence_fails() -> None:
    assert "7 of 10 trades" in judged(hole()).reason


def test_what_came_before_the_first_trade_told_is_not_missed() -> None:
    assert judged(MarketStory().at(1).trades(*range(1, 11)).is_told(*range(5, 11)))


def test_what_happened_too_late_is_not_judged() -> None:
    assert judged(hole().is_told(*range(4, 11)).at(101).trades(11))


@pytest.mark.parametrize(
    "story",
    [MarketStory().trades(1, 2, 3), MarketStory().trades(1).is_told(1)],
    ids=["nothing_told", "nothing_more_traded"],
)
def test_without_trades_nothing_is_proved(story: MarketStory) -> None:
    with pytest.raises(Inconclusive):
        judged(story)


# --- the premise of a surge -----------------------------------------------------------------------


def surge() -> MarketStory:
    return MarketStory().at(1).notes("surge began").trades(*range(1, 101)).at(2).notes("surge ended")


def test_a_fast_surge_is_one() -> None:
    assert "100 trades, 100 a second" in success(surge_was_fast(surge().run, trades_per_s=100))


def test_a_machine_that_is_too_slow_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="100 trades a second"):
        surge_was_fast(surge().run, trades_per_s=101)


def test_a_surge_that_was_cut_short_proves_nothing() -> None:
    with pytest.raises(Inconclusive, match="the surge did not come to its end"):
        surge_was_fast(MarketStory().notes("surge began").run, trades_per_s=1)


def test_prices_do_not_matter_to_completeness() -> None:
    assert judged(MarketStory().trades(1, 2).is_told(1, 2, price=Decimal(7)))


# --- edges, and what the sentence says ----------------------------------------------------------------


def test_a_trade_of_the_last_moment_is_judged() -> None:
    assert "1 of 11 trades" in failure(judged(hole().is_told(*range(4, 11)).at(100).trades(11)))


def test_the_sentence_says_how_many_were_told_and_how_many_announced_as_lost() -> None:
    assert success(judged(hole().is_told_of_a_loss().is_told(*range(7, 11)))) == (
        "7 of 10 trades told, 3 announced as lost"
    )
    assert success(judged(hole().is_told(*range(4, 11)))) == "10 of 10 trades told"


def test_an_announcement_right_before_the_last_trade_in_front_of_the_hole_is_none() -> None:
    story = MarketStory().at(1).trades(*range(1, 11)).is_told(1, 2).is_told_of_a_loss().is_told(3)

    assert not judged(story.is_told(*range(7, 11)))


def test_an_announced_end_is_not_one_in_silence() -> None:
    assert "3 of 10 trades told, 7 announced as lost" in success(judged(hole().is_told_of_a_loss()))


def test_ten_seconds_after_the_trade_behind_the_hole_it_may_still_be_announced() -> None:
    assert judged(hole().is_told(*range(7, 11)).at(11).is_told_of_a_loss())
    assert not judged(hole().is_told(*range(7, 11)).at(11.5).is_told_of_a_loss())


def test_a_hole_is_behind_the_trade_told_last_before_it_by_number() -> None:
    story = MarketStory().at(1).trades(*range(1, 11)).is_told(3, 2, 1).is_told_of_a_loss()

    assert judged(story.is_told(*reversed(range(7, 11))))


def test_ten_trades_are_enough_to_see_that_each_is_told_once() -> None:
    assert "10 trades, each told once" in success(
        trades_are_told_once(MarketStory().is_told(*range(1, 11)).run)
    )
    with pytest.raises(Inconclusive, match="9 trades were told"):
        trades_are_told_once(MarketStory().is_told(*range(1, 10)).run)


def test_a_rate_is_trades_by_seconds_of_one_symbol_with_both_ends() -> None:
    story = MarketStory().at(1).notes("surge began").trades(*range(1, 51))
    story.at(3).trades(*range(51, 101)).notes("surge ended").at(4).trades(101)
    other = story.ledger.entries[-2]
    assert "100 trades, 50 a second" in success(surge_was_fast(story.run, trades_per_s=50))

    story.ledger.entries[-2] = replace(other, fact=replace(other.fact, symbol="ETHUSDT"))
    with pytest.raises(Inconclusive):
        surge_was_fast(story.run, trades_per_s=50)
