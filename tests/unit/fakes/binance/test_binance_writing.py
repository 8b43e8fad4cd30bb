"""How numbers and times are written."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from fakes.instruments import Instrument
from fakes.venues.binance.listing import within
from fakes.venues.binance.microseconds import in_microseconds
from fakes.venues.binance.numbers import Scale, atoms_text, fixed

LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=Decimal("0.01"),
    quote_precision=6,
)


@given(integers(min_value=0, max_value=10**12))
def test_prices_and_quantities_are_exact_and_have_eight_places(number: int) -> None:
    """BIN-08."""
    scale = Scale(LTCBTC)

    assert Decimal(scale.price(number)) == LTCBTC.price(number)
    assert Decimal(scale.quantity(number)) == LTCBTC.quantity(number)
    assert len(scale.price(number).partition(".")[2]) == 8


def test_amounts_follow_the_precision_of_their_asset() -> None:
    scale = Scale(LTCBTC)

    assert scale.quote(1) == "0.00000100"
    assert scale.fee(1, "BTC") == "0.00000100"
    assert scale.fee(1, "LTC") == "0.00000001"
    assert atoms_text(12345, 2) == "123.45000000"
    assert fixed(-1) == "-0.00000001"


def test_only_times_become_microseconds() -> None:
    order = {"orderId": 7, "transactTime": 5, "workingTime": -1, "fills": [{"tradeId": 9}]}
    kline = [60_000, "1", "1", "1", "1", "0", 119_999, "0", 3, "0", "0", "0"]

    assert in_microseconds(order) == {**order, "transactTime": 5000}
    assert in_microseconds([kline]) == [[60_000_000, *kline[1:6], 119_999_000, *kline[7:]]]


@pytest.mark.parametrize(
    ("start", "end", "selected"),
    [
        (None, None, [4, 5]),
        (2, None, [2, 3]),
        (None, 3, [2, 3]),
        (2, 2, [2]),
        (3, 9, [3, 4]),
        (6, None, []),
    ],
)
def test_lists_select_as_documented(start: int | None, end: int | None, selected: list[int]) -> None:
    """BIN-61."""
    assert list(within([1, 2, 3, 4, 5], start, end, 2, when=lambda row: row)) == selected
