from decimal import Decimal

import pytest

from fakes.instruments import Side
from fakes.ledger import FundingPaid, OrderAccepted, PositionChanged, Subscribed, Unsubscribed
from fakes.venues.binance.markets import BTCUSDT
from scenarios.checks.positions import (
    funding_is_no_trade,
    guard_holds,
    position_never_turns,
    positions_are_the_venues,
    subscription_is_kept,
)
from scenarios.verdict import Inconclusive
from subjects.seen import Claim, PositionSeen, State
from tests.unit.scenarios.checks.order_story import LOTS, SYMBOL, Story
from tests.unit.scenarios.checks.verdicts import failure, success


def holding(story: Story, times: int, account: str = "subject") -> Story:
    """Of the quantity every order of these stories has."""
    lots = LOTS * times
    story.ledger.record(
        PositionChanged(symbol=SYMBOL, account=account, lots=lots, cost_atoms=0, realised_atoms=0)
    )
    return story


def held(quantity: str) -> dict[str, PositionSeen]:
    return {SYMBOL: PositionSeen(symbol=SYMBOL, quantity=Decimal(quantity))}


# --- what is held ---------------------------------------------------------------------------------


def bought_twice() -> Story:
    story = holding(Story().at(1), 1).at(2).call("positions", (), held("0.01"))
    return holding(story.at(3), 2).at(10)


def test_positions_equal_to_the_venues_pass() -> None:
    story = bought_twice().call("positions", (), held("0.02000"))

    assert success(positions_are_the_venues(story.run, after_s=5)).startswith("2 answers")


@pytest.mark.parametrize("told", [held("0.01"), held("-0.02"), {}])
def test_a_position_that_is_not_the_venues_fails(told: dict[str, PositionSeen]) -> None:
    assert "it was 0.02" in failure(
        positions_are_the_venues(bought_twice().call("positions", (), told).run, after_s=5)
    )


def test_a_position_that_was_closed_may_be_left_out() -> None:
    assert positions_are_the_venues(
        holding(bought_twice(), 0).at(20).call("positions", (), {}).run, after_s=5
    )


def test_an_answer_during_which_the_position_changed_is_passed_over() -> None:
    story = holding(bought_twice().begin("positions", ()).at(11), 3).at(12).end("positions", held("7"))

    with pytest.raises(Inconclusive, match="no position changed between"):
        positions_are_the_venues(story.run, after_s=5)


def test_what_another_account_holds_is_nobodys_business() -> None:
    story = holding(Story().at(1), 1).at(2).call("positions", (), held("0.01"))
    story = holding(story.at(3), 2, account="somebody").at(10).call("positions", (), held("0.01"))

    with pytest.raises(Inconclusive, match="no position changed between"):
        positions_are_the_venues(story.run, after_s=5)


@pytest.mark.parametrize("end", [Claim.UNKNOWN, None])
def test_without_an_answer_after_the_change_nothing_is_judged(end: object) -> None:
    with pytest.raises(Inconclusive):
        positions_are_the_venues(bought_twice().call("positions", (), end).run, after_s=5)


# --- funding --------------------------------------------------------------------------------------


def funded(account: str = "subject") -> Story:
    story = Story().accepted("a").filled("a").at(5).told("a", State.FILLED, "0.01", 1).at(20)
    story.ledger.record(
        FundingPaid(symbol=SYMBOL, account=account, asset="USDT", atoms=60, rate_ppm=100, lots=LOTS)
    )
    return story


def test_funding_of_which_no_order_tells_passes() -> None:
    assert success(funding_is_no_trade(funded().at(23).told("a", State.FILLED, "0.01", 1).run))


@pytest.mark.parametrize("told_s", [20, 21, 22])
def test_funding_told_as_an_execution_fails(told_s: float) -> None:
    story = funded().at(told_s).told("a", State.FILLED, "0.01", 1)

    assert "when funding had been paid" in failure(funding_is_no_trade(story.run))


def test_without_funding_of_the_subject_nothing_is_judged() -> None:
    with pytest.raises(Inconclusive, match="no funding was paid"):
        funding_is_no_trade(funded(account="somebody").run)


# --- reducing -------------------------------------------------------------------------------------


def sold(story: Story) -> Story:
    story.ledger.record(
        OrderAccepted(
            symbol=SYMBOL,
            account="subject",
            order_id=9,
            client_order_id="closing",
            side=Side.SELL,
            kind="MARKET",
            ticks=0,
            lots=BTCUSDT.lots(Decimal("0.02")),
        )
    )
    return story


def test_a_position_closed_and_not_turned_passes() -> None:
    assert position_never_turns(holding(sold(holding(Story(), 1)), 0).run)


def test_a_position_that_turned_fails() -> None:
    story = holding(sold(holding(Story(), 1)).at(20), -1)

    assert failure(position_never_turns(story.run)).startswith("at 20.0 s")


def test_without_a_position_or_a_sale_nothing_is_judged() -> None:
    for story in (holding(Story(), 1), sold(Story()), sold(holding(Story(), -1, account="somebody"))):
        with pytest.raises(Inconclusive, match="no position was held, or nothing was sold"):
            position_never_turns(story.run)


# --- the private stream ---------------------------------------------------------------------------


def subscribed(at_s: float = 1.0, stream: str = "userData") -> Story:
    story = Story().at(at_s)
    story.ledger.record(Subscribed(session=1, stream=stream))
    return story


def ended(story: Story, at_s: float, stream: str = "userData") -> Story:
    story.at(at_s).ledger.record(Unsubscribed(session=1, stream=stream))
    return story


def test_a_subscription_that_stays_passes_whatever_happens_to_others() -> None:
    story = ended(ended(subscribed(), 50.0, "btcusdt@trade"), 100.0)

    assert subscription_is_kept(story.run, stream="userData", until_s=100.0)


def test_a_subscription_the_venue_ended_fails() -> None:
    verdict = subscription_is_kept(ended(subscribed(), 99.0).run, stream="userData", until_s=100.0)

    assert failure(verdict) == "at 99 s the venue ended the subscription to userData"


@pytest.mark.parametrize("story", [Story(), subscribed(50.0), subscribed(stream="btcusdt@trade")])
def test_without_a_subscription_early_enough_nothing_is_judged(story: Story) -> None:
    with pytest.raises(Inconclusive, match="userData was not subscribed"):
        subscription_is_kept(story.run, stream="userData", until_s=100.0)


# --- the dead man's switch ------------------------------------------------------------------------


@pytest.mark.parametrize(("done_s", "holds"), [(119.0, False), (120.0, True), (150.0, True), (151.0, False)])
def test_orders_stand_until_the_cut_and_are_cancelled_soon_after(done_s: float, holds: bool) -> None:
    story = Story().at(5).accepted("a").at(done_s).done("a", "CANCELED")

    assert bool(guard_holds(story.run, cut_s=120.0, within_s=30.0)) is holds


def test_orders_that_stand_although_nobody_lives_fail() -> None:
    verdict = guard_holds(Story().at(5).accepted("a").run, cut_s=120.0, within_s=30.0)

    assert failure(verdict) == "no order was cancelled within 30 s after the connector was cut off"


def test_without_an_order_there_is_nothing_to_guard() -> None:
    with pytest.raises(Inconclusive, match="no order was accepted"):
        guard_holds(Story().run, cut_s=120.0, within_s=30.0)
