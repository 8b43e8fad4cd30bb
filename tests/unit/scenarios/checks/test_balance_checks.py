import pytest

from fakes.ledger import BalanceChanged
from scenarios.checks.balances import balances_are_the_venues, moved_money_is_in_the_balances
from scenarios.verdict import Inconclusive
from tests.unit.scenarios.checks.order_story import Story, balances


def traded() -> Story:
    return Story().accepted("a").filled("a").balance("BTC", 99_000_000).at(10)


def test_balances_equal_to_the_venues_pass() -> None:
    assert balances_are_the_venues(traded().call("balances", (), balances(BTC="0.99")).run)


def test_a_balance_without_its_fee_fails() -> None:
    verdict = balances_are_the_venues(traded().call("balances", (), balances(BTC="1.00")).run)

    assert not verdict
    assert "BTC is told as 1.00 free" in verdict.reason


def test_an_asset_left_out_counts_as_nothing() -> None:
    assert not balances_are_the_venues(traded().call("balances", (), balances(USDT="1")).run)


def test_an_answer_during_which_the_account_moved_is_passed_over() -> None:
    story = traded().begin("balances", ()).balance("BTC", 5).end("balances", balances(BTC="7"))

    with pytest.raises(Inconclusive, match="no balances were told after a trade"):
        balances_are_the_venues(story.run)


def test_balances_before_any_trade_prove_nothing() -> None:
    with pytest.raises(Inconclusive, match="no balances were told after a trade"):
        balances_are_the_venues(Story().call("balances", (), balances()).run)


def deposited() -> Story:
    story = traded().call("balances", (), balances(BTC="0.99")).at(20)
    story.ledger.record(
        BalanceChanged(account="subject", asset="BTC", free_atoms=199_000_000, held_atoms=0, cause="deposit")
    )
    return story.at(30)


def test_a_deposit_that_is_in_the_balances_passes() -> None:
    assert moved_money_is_in_the_balances(deposited().call("balances", (), balances(BTC="1.99")).run)


def test_a_deposit_that_counts_twice_fails() -> None:
    verdict = moved_money_is_in_the_balances(deposited().call("balances", (), balances(BTC="2.99")).run)

    assert "BTC is told as 2.99 free" in verdict.reason


def test_balances_that_were_not_read_after_the_deposit_prove_nothing() -> None:
    with pytest.raises(
        Inconclusive, match="the balances were not read before and after money was moved from outside"
    ):
        moved_money_is_in_the_balances(deposited().run)
