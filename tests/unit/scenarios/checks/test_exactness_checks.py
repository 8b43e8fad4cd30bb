"""What the checks of digits say of runs made by hand."""

from decimal import Decimal

import pytest

from scenarios.checks.exactness import book_levels_are_exact, trades_are_exact
from scenarios.verdict import Inconclusive
from tests.unit.scenarios.checks.market_story import MarketStory
from tests.unit.scenarios.checks.verdicts import failure, success


def test_the_venues_numbers_are_exact_whatever_their_trailing_zeros() -> None:
    story = MarketStory().trades(*range(1, 11)).is_told(*range(1, 11), price=Decimal("1.00000000"))

    assert success(trades_are_exact(story.run)) == "10 trades, each exact"


def test_a_trade_that_the_venue_never_made_hides_no_wrong_digit() -> None:
    story = MarketStory().trades(1).is_told(99).is_told(1, price=Decimal("1.01"))

    assert "trade 1 was told as" in failure(trades_are_exact(story.run))


def test_a_price_that_went_through_a_float_is_not_exact() -> None:
    story = MarketStory().at(3).trades(*range(1, 11)).is_told(1, price=Decimal.from_float(1.0000000000000002))

    verdict = trades_are_exact(story.run)

    assert not verdict
    assert "at 3.000 s trade 1 was told as" in verdict.reason


def test_few_trades_prove_no_digits() -> None:
    with pytest.raises(Inconclusive, match="BTCUSDT: 9 trades were told"):
        trades_are_exact(MarketStory().trades(*range(1, 10)).is_told(*range(1, 10)).run)


def books(price: Decimal, quantity: Decimal) -> MarketStory:
    story = MarketStory().bid(99, 5)
    for _ in range(10):
        story.reads_levels(1, bids=((price, quantity),))
    return story


def test_levels_on_the_grid_are_exact() -> None:
    verdict = book_levels_are_exact(books(Decimal("0.9900"), Decimal("0.00005")).run)

    assert success(verdict) == "10 books, each exact"


@pytest.mark.parametrize(
    ("price", "quantity"),
    [(Decimal.from_float(0.99), Decimal("0.00005")), (Decimal("0.99"), Decimal.from_float(0.00005))],
    ids=["price", "quantity"],
)
def test_a_level_beside_the_grid_is_not_exact(price: Decimal, quantity: Decimal) -> None:
    assert "off the grid" in book_levels_are_exact(books(price, quantity).run).reason


def test_few_books_prove_no_digits() -> None:
    story = MarketStory()
    for _ in range(9):
        story.reads(1)

    with pytest.raises(Inconclusive, match="BTCUSDT: 9 books were served"):
        book_levels_are_exact(story.run)
