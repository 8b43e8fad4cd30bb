from decimal import Decimal

import pytest

from fakes.instruments import Instrument
from fakes.venues.kraken.digits import Digits, exact, rounded
from fakes.venues.kraken.times import microseconds, nanoseconds, seconds
from tests.unit.fakes.kraken.kraken_market import DIGITS

LTCBTC = Instrument(symbol="LTCBTC", base="LTC", quote="BTC", tick=Decimal("0.000001"), step=Decimal("0.01"))


def test_money_is_written_with_every_digit_of_its_precision() -> None:
    assert DIGITS.price(1000).text == "100.0"
    assert DIGITS.quantity(10_000_000).text == "0.10000000"
    assert DIGITS.quantity(0).text == "0.00000000"
    assert DIGITS.cost(13_299_950).text == "132.99950"


def test_a_coarse_grid_is_written_with_the_same_digits() -> None:
    digits = Digits(LTCBTC, "LTC/BTC", price_decimals=6, cost_decimals=8)

    assert digits.price(1234).text == "0.001234"
    assert digits.quantity(5).text == "0.05000000"
    assert digits.level_digits(1234, 5) == "12345000000"


def test_an_average_is_rounded_to_the_digits_of_a_price() -> None:
    assert DIGITS.average(2 * 10_025_000, 2 * 10**8).text == "100.3"  # 100.25
    assert DIGITS.average(0, 0).text == "0.0"


@pytest.mark.parametrize(
    ("units", "decimals", "to", "text"),
    [(15, 1, 0, "2.0"), (-15, 1, 0, "-2.0"), (14, 1, 0, "1.0"), (5, 0, 2, "5.00"), (1234, 3, 2, "1.23")],
)
def test_rounding(units: int, decimals: int, to: int, text: str) -> None:
    assert rounded(units, decimals, to).text == text


def test_a_debit_has_its_sign_before_its_digits() -> None:
    assert exact(-500_000, 8).text == "-0.00500000"


def test_times_are_utc_in_three_precisions() -> None:
    assert microseconds(1_700_000_000_007) == "2023-11-14T22:13:20.007000Z"
    assert nanoseconds(1_700_000_000_007) == "2023-11-14T22:13:20.007000000Z"
    assert seconds(1_700_000_000_999) == "2023-11-14T22:13:20Z"
