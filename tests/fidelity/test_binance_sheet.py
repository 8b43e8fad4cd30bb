"""The page of Binance's fidelity says what is measured."""

from tests.fidelity.binance_sheet import MISSING, sheet
from tests.test_tidy import quirks


def test_the_page_and_the_counts_are_current() -> None:
    """`python -m tests.fidelity.binance_sheet` renews them."""
    sheet().assert_current()


def test_what_is_missing_is_said() -> None:
    assert list(MISSING) == [number for number, (_, fake) in quirks("binance").items() if not fake]
