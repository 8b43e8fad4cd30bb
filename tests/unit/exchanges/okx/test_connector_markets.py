"""The rules of trading as they are listed."""

from decimal import Decimal as D

import msgspec
import pytest

from exchanges.models import InstrumentStatus
from exchanges.venues.okx.markets import instruments_in, spot
from tests.unit.exchanges.okx.documented import INSTRUMENT


def raw(*rows: object) -> list[msgspec.Raw]:
    return [msgspec.Raw(msgspec.json.encode(row)) for row in rows]


def test_a_market_is_read() -> None:
    (one,) = instruments_in(raw(INSTRUMENT), spot, lambda cause: None).values()

    assert (one.symbol, one.base, one.quote) == ("BTC-USDT", "BTC", "USDT")
    assert (one.tick_size, one.lot_size, one.min_quantity) == (D("0.1"), D("1e-8"), D("0.00001"))
    assert one.max_quantity == D(9999999999)
    assert one.status is InstrumentStatus.TRADING
    assert one.order_types == ("LIMIT", "MARKET", "LIMIT_MAKER")


@pytest.mark.parametrize(
    ("state", "status", "kinds"),
    [
        ("suspend", InstrumentStatus.HALTED, ()),
        ("preopen", InstrumentStatus.HALTED, ()),
        ("post_only", InstrumentStatus.TRADING, ("LIMIT_MAKER",)),
        ("something new", InstrumentStatus.UNRECOGNISED, ()),
    ],
)
def test_the_state_says_what_still_trades(
    state: str, status: InstrumentStatus, kinds: tuple[str, ...]
) -> None:
    (one,) = instruments_in(raw(INSTRUMENT | {"state": state}), spot, lambda cause: None).values()

    assert (one.status, one.order_types) == (status, kinds)


@pytest.mark.parametrize(
    "wrong",
    [{"tickSz": ""}, {"tickSz": "0"}, {"lotSz": "NaN"}, {"baseCcy": ""}, {"minSz": "x"}, {"tickSz": 0.1}],
)
def test_a_market_that_cannot_be_read_is_left_out_and_told(wrong: dict[str, object]) -> None:
    left_out: list[str] = []

    found = instruments_in(
        raw(INSTRUMENT | wrong, INSTRUMENT | {"instId": "ETH-USDT"}), spot, left_out.append
    )

    assert list(found) == ["ETH-USDT"]
    assert len(left_out) == 1


def test_a_market_without_an_upper_bound_has_none() -> None:
    (one,) = instruments_in(raw(INSTRUMENT | {"maxLmtSz": ""}), spot, lambda cause: None).values()

    assert one.max_quantity is None
