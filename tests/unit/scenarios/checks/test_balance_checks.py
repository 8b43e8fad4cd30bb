import pytest

from fakes.ledger import BalanceChanged
from scenarios.checks.balances import balances_are_the_venues, moved_money_is_in_the_balances
from scenarios.verdict import Inconclusive
from subjects.seen import Claim
from tests.unit.scenarios.checks.order_story import Story, balances
from tests.unit.scenarios.checks.verdicts import failure, success


def traded() -> Story:
    return Story().accepted("a").filled("a").balance("BTC", 99_000_000).at(10)


def test_balances_equal_to_the_venues_pass() -> None:
    story = (
        Story().call("balances", (), balances()).accepted("a").at(1).filled("a").balance("BTC", 99_000_000)
    )
    for at_s in (10, 20):
        story.at(at_s).call("balances", (), balances(BTC="0.99"))

    assert success(balances_are_the_venues(story.run)).startswith("2 answers")


def test_what_orders_hold_and_what_is_left_of_the_quote_are_the_venues_too() -> None:
    story = traded().balance("USDT", 150_000_000, 250_000_000).at(20)
    free_alone = story.call("balances", (), balances(BTC="0.99", USDT="1.5"))

    assert failure(balances_are_the_venues(free_alone.run)).endswith("it is 1.50000000 and 2.50000000")


def test_a_balance_without_its_fee_fails() -> None:
    verdict = balances_are_the_venues(traded().call("balances", (), balances(BTC="1.00")).run)

    assert not verdict
    assert "BTC is told as 1.00 free" in verdict.reason


def test_an_asset_left_out_counts_as_nothing() -> None:
    assert not balances_are_the_venues(traded().call("balances", (), balances(USDT="1")).run)


def test_an_asset_of_which_nothing_is_left_may_be_left_out() -> None:
    assert balances_are_the_venues(traded().balance("BTC", 0).at(20).call("balances", (), balances()).run)


def test_an_answer_during_which_the_account_moved_is_passed_over() -> None:
    story = traded().begin("balances", ()).balance("BTC", 5).end("balances", balances(BTC="7"))

    with pytest.raises(Inconclusive, match="no balances were told after a trade"):
        balances_are_the_venues(story.run)


def test_an_answer_passed_over_does_not_hide_the_next() -> None:
    story = traded().call("balances", (), Claim.UNKNOWN).at(20).call("balances", (), balances(BTC="7"))

    assert "at 20.0 s BTC is told as 7" in failure(balances_are_the_venues(story.run))


def test_balances_asked_for_at_the_very_moment_of_the_trade_prove_nothing() -> None:
    story = Story().accepted("a").filled("a").call("balances", (), balances())

    with pytest.raises(Inconclusive, match="after a trade"):
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


def test_without_a_deposit_there_is_nothing_to_see_in_them() -> None:
    with pytest.raises(Inconclusive, match="moved from outside"):
        moved_money_is_in_the_balances(traded().call("balances", (), balances(BTC="0.99")).run)


@pytest.mark.parametrize("read_s", [(20, 30), (10, 20)], ids=["first", "last"])
def test_balances_read_as_the_deposit_came_were_read_neither_before_nor_after_it(
    read_s: tuple[int, int],
) -> None:
    story = traded()
    for at_s in (10, 20, 30):
        story.at(at_s)
        if at_s == 20:
            story.ledger.record(
                BalanceChanged(account="subject", asset="USDT", free_atoms=0, held_atoms=0, cause="deposit")
            )
        if at_s in read_s:
            story.call("balances", (), balances(BTC="0.99"))

    with pytest.raises(Inconclusive, match="moved from outside"):
        moved_money_is_in_the_balances(story.run)
