from dataclasses import replace
from decimal import Decimal

import pytest
from msgspec import structs

from fakes.instruments import Side
from fakes.ledger import Traded
from scenarios.checks.executions import (
    demand_several_executions,
    executions_are_told,
    executions_are_told_in_order,
    executions_belong_to_their_orders,
    fees_are_the_venues,
)
from scenarios.history import Told
from scenarios.verdict import Inconclusive
from subjects.seen import State
from tests.unit.scenarios.checks.order_story import Story, seen
from tests.unit.scenarios.checks.verdicts import failure, success


def placed() -> Story:
    return Story().submit("a", seen("a", State.OPEN)).accepted("a").at(10)


def in_two_parts() -> Story:
    return placed().traded("a", "0.004", 1).traded("a", "0.006", 2)


def test_an_execution_told_in_time_passes() -> None:
    story = placed().filled("a").at(12).told("a", State.FILLED, "0.01", trade_id=1)

    assert executions_are_told(story.run, within_s=5)


def test_an_order_told_as_filled_does_not_tell_its_execution() -> None:
    verdict = executions_are_told(placed().filled("a").told("a", State.FILLED, "0.01").run, within_s=5)

    assert "execution 1 of order a at 10.0 s was never told" in verdict.reason


def test_an_execution_told_too_late_fails() -> None:
    story = placed().filled("a").at(16).told("a", State.FILLED, "0.01", trade_id=1)

    assert "only at 16.0 s" in executions_are_told(story.run, within_s=5).reason


def test_each_execution_may_be_told_at_the_last_moment() -> None:
    story = in_two_parts().at(15).told("a", State.PARTIALLY_FILLED, "0.004", trade_id=1)
    story.told("a", State.FILLED, "0.006", trade_id=2)

    assert success(executions_are_told(story.run, within_s=5)).startswith("2 executions")


def test_an_execution_told_with_another_quantity_fails() -> None:
    story = placed().traded("a", "0.004").told("a", State.PARTIALLY_FILLED, "0.006", trade_id=1)

    assert "told as 0.006" in executions_are_told(story.run, within_s=5).reason


def test_executions_of_an_order_placed_by_other_means_need_not_be_told() -> None:
    with pytest.raises(Inconclusive, match="no order of the user's traded"):
        executions_are_told(Story().accepted("by-hand").filled("by-hand").run, within_s=5)


def test_executions_in_their_order_pass() -> None:
    story = in_two_parts()
    story.told("a", State.PARTIALLY_FILLED, "0.004", trade_id=1).told("a", State.FILLED, "0.006", trade_id=2)

    assert executions_are_told_in_order(story.run)


def test_an_execution_told_after_a_later_one_fails() -> None:
    story = in_two_parts()
    story.told("a", State.FILLED, "0.006", trade_id=2).told("a", State.FILLED, "0.004", trade_id=1)

    assert (
        "execution 1 of order a was told after execution 2" in executions_are_told_in_order(story.run).reason
    )


def test_an_execution_told_twice_has_not_changed_places() -> None:
    story = in_two_parts()
    for trade_id in (1, 1, 2):
        story.told("a", State.PARTIALLY_FILLED, "0.004", trade_id=trade_id)

    assert success(executions_are_told_in_order(story.run)).startswith("2 executions")


def test_a_single_execution_has_no_order() -> None:
    with pytest.raises(Inconclusive, match="of no order two executions were told"):
        executions_are_told_in_order(placed().filled("a").told("a", State.FILLED, "0.01", trade_id=1).run)


def test_executions_of_their_own_orders_pass() -> None:
    story = in_two_parts().told("a", State.PARTIALLY_FILLED, "0.004", trade_id=1)
    story.told("a", State.FILLED, "0.006", trade_id=2)

    assert success(executions_belong_to_their_orders(story.run)).startswith("2 executions")


def test_an_execution_of_another_order_fails() -> None:
    story = placed().accepted("by-hand").filled("by-hand").told("a", State.FILLED, "0.01", trade_id=1)

    assert "which has no such execution" in executions_belong_to_their_orders(story.run).reason


def test_an_invented_execution_fails() -> None:
    assert not executions_belong_to_their_orders(
        placed().filled("a").told("a", State.FILLED, "0.01", trade_id=77).run
    )


def test_where_no_execution_was_told_none_can_be_anybodys() -> None:
    with pytest.raises(Inconclusive, match="no execution was told"):
        executions_belong_to_their_orders(placed().filled("a").run)


def charged(*fees: tuple[Side, str, str]) -> Story:
    """Of each trade the taker's side and what was told of its fee, which was 0.00001."""
    story = placed()
    for number, (side, fee, asset) in enumerate(fees, 1):
        name = f"order-{number}"
        trade = structs.replace(traded_by_the_user(number, side), taker_client_order_id=name)
        story.ledger.record(trade)
        tell_fee(story, number, fee, asset)
    return story


def tell_fee(story: Story, number: int, fee: str, asset: str) -> None:
    told = seen(f"order-{number}", State.FILLED, "0.01", trade_id=number)
    assert told.fill is not None
    fill = replace(told.fill, fee=Decimal(fee), fee_asset=asset)
    story.history.record(Told(stream="orders", seen=replace(told, fill=fill)))


def traded_by_the_user(number: int, side: Side) -> Traded:
    return Traded(
        symbol="BTCUSDT",
        trade_id=number,
        ticks=6_000_000,
        lots=1_000,
        taker_side=side,
        maker_order_id=0,
        taker_order_id=number,
        maker_account="somebody",
        taker_account="subject",
        maker_client_order_id="theirs",
        taker_client_order_id="",
        maker_fee_atoms=0,
        taker_fee_atoms=1_000,
    )


def test_fees_in_what_each_side_received_pass() -> None:
    bought, sold = (Side.BUY, "0.00001000", "BTC"), (Side.SELL, "0.00001000", "USDT")

    told = success(fees_are_the_venues(charged(bought, bought, sold).run))

    assert told == "3 executions told with their fees, in BTC and USDT"


def test_who_made_the_market_pays_the_makers_fee_in_what_it_received() -> None:
    story = charged((Side.SELL, "0.00001000", "USDT"))
    made = structs.replace(
        traded_by_the_user(2, Side.SELL),
        maker_account="subject",
        maker_client_order_id="order-2",
        maker_fee_atoms=3_000,
        taker_account="somebody",
    )
    story.ledger.record(made)
    tell_fee(story, 2, "0.00003000", "BTC")

    assert success(fees_are_the_venues(story.run)).endswith("in USDT and BTC")


def test_an_execution_that_is_nobodys_hides_no_wrong_fee() -> None:
    story = placed()
    tell_fee(story, 77, "1", "BNB")
    story.ledger.record(structs.replace(traded_by_the_user(1, Side.BUY), taker_client_order_id="order-1"))
    tell_fee(story, 1, "0.00002000", "BTC")

    assert "it was 0.00001000 BTC" in failure(fees_are_the_venues(story.run))


@pytest.mark.parametrize(("fee", "asset"), [("0.00001000", "USDT"), ("0.00002000", "BTC")])
def test_a_fee_in_another_asset_or_of_another_amount_fails(fee: str, asset: str) -> None:
    story = charged((Side.SELL, "0.00001000", "USDT"), (Side.BUY, fee, asset))

    assert "it was 0.00001000 BTC" in fees_are_the_venues(story.run).reason


def test_a_fee_is_in_the_asset_that_the_venue_took_it_in() -> None:
    story = placed()
    for number, side in enumerate((Side.BUY, Side.SELL), 1):
        spent = "USDT" if side is Side.BUY else "BTC"
        paid = structs.replace(
            traded_by_the_user(number, side), taker_fee_asset=spent, taker_client_order_id=f"order-{number}"
        )
        story.ledger.record(paid)
        tell_fee(story, number, "0.00001000", spent)

    assert success(fees_are_the_venues(story.run)).endswith("in USDT and BTC")


def test_fees_of_one_side_only_prove_little() -> None:
    with pytest.raises(Inconclusive, match="executions were told of 1 sides"):
        fees_are_the_venues(charged((Side.BUY, "0.00001000", "BTC")).run)


def test_several_executions_at_one_moment_are_a_premise() -> None:
    once, again = placed().filled("a"), placed().filled("a").filled("a")

    demand_several_executions(again.run)
    with pytest.raises(Inconclusive, match="more than once at one moment"):
        demand_several_executions(once.run)
