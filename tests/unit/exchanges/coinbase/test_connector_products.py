"""Trading rules and names of markets."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest

from exchanges.models import InstrumentStatus
from exchanges.venues.coinbase.products import Products
from tests.unit.exchanges.coinbase.documented import BTCUSD, BTCUSDC

LIMIT, MARKET, MAKER = "LIMIT", "MARKET", "LIMIT_MAKER"


def adopted(*rows: dict[str, Any]) -> tuple[Products, dict[str, Any], list[str]]:
    products = Products()
    complaints: list[str] = []
    raw = [msgspec.Raw(msgspec.json.encode(row)) for row in rows]
    return products, products.adopt(raw, complaints.append), complaints


def test_a_market_has_the_rules_that_the_venue_tells() -> None:
    _, instruments, complaints = adopted(BTCUSD)

    btc = instruments["BTC-USD"]
    assert (btc.base, btc.quote, btc.status) == ("BTC", "USD", InstrumentStatus.TRADING)
    assert (btc.tick_size, btc.lot_size) == (Decimal("0.01"), Decimal("0.00000001"))
    assert (btc.min_quantity, btc.max_quantity) == (Decimal("0.00000001"), Decimal(3400))
    assert (btc.min_notional, btc.max_notional) == (Decimal(1), Decimal(150_000_000))
    assert btc.order_types == (LIMIT, MARKET, MAKER)
    assert complaints == []


def test_the_grid_of_prices_is_that_of_the_quote_where_it_has_none_of_its_own() -> None:
    _, instruments, _ = adopted(BTCUSD | {"price_increment": "", "quote_increment": "0.05"})

    assert instruments["BTC-USD"].tick_size == Decimal("0.05")


@pytest.mark.parametrize(
    ("flags", "status", "kinds"),
    [
        ({"status": ""}, InstrumentStatus.TRADING, (LIMIT, MARKET, MAKER)),
        ({"limit_only": True}, InstrumentStatus.TRADING, (LIMIT, MAKER)),
        ({"post_only": True}, InstrumentStatus.TRADING, (MAKER,)),
        ({"auction_mode": True}, InstrumentStatus.TRADING, (LIMIT,)),
        ({"cancel_only": True}, InstrumentStatus.CANCEL_ONLY, ()),
        ({"cancel_only": True, "limit_only": True}, InstrumentStatus.CANCEL_ONLY, ()),
        ({"trading_disabled": True}, InstrumentStatus.HALTED, ()),
        ({"is_disabled": True, "cancel_only": True}, InstrumentStatus.HALTED, ()),
        ({"view_only": True}, InstrumentStatus.HALTED, ()),
        ({"status": "offline"}, InstrumentStatus.HALTED, ()),
        ({"status": "internal"}, InstrumentStatus.HALTED, ()),
        ({"status": "delisted"}, InstrumentStatus.CLOSED, ()),
        ({"status": "sleeping"}, InstrumentStatus.UNRECOGNISED, ()),
    ],
)
def test_flags_say_what_trades(
    flags: dict[str, Any], status: InstrumentStatus, kinds: tuple[str, ...]
) -> None:
    _, instruments, _ = adopted(BTCUSD | flags)

    assert (instruments["BTC-USD"].status, instruments["BTC-USD"].order_types) == (status, kinds)


@pytest.mark.parametrize(
    "change",
    [
        {"base_increment": "0"},
        {"quote_increment": "0", "price_increment": "0"},
        {"price_increment": "NaN"},
        {"product_id": 5},
    ],
)
def test_a_row_that_makes_no_sense_is_left_out_and_told_of(change: dict[str, Any]) -> None:
    _, instruments, complaints = adopted(BTCUSD | change, BTCUSDC)

    assert list(instruments) == ["BTC-USDC"]
    assert len(complaints) == 1


def test_an_alias_is_told_of_under_another_name() -> None:
    products, _, _ = adopted(BTCUSD, BTCUSDC)

    assert [products.told_as(symbol) for symbol in ("BTC-USD", "BTC-USDC", "NEW-USD")] == [
        "BTC-USD",
        "BTC-USD",
        "NEW-USD",
    ]


def test_fees_are_in_the_quote_and_prices_have_its_digits() -> None:
    products, _, _ = adopted(BTCUSDC, BTCUSD | {"price_increment": "10"})

    assert [products.quote(symbol) for symbol in ("BTC-USDC", "NEW-EUR")] == ["USDC", "EUR"]
    assert [products.decimals(symbol) for symbol in ("BTC-USDC", "BTC-USD", "NEW-EUR")] == [2, 0, 8]


def test_an_empty_list_forgets_nothing() -> None:
    products, _, _ = adopted(BTCUSDC)

    assert products.adopt([], lambda cause: None) == {}
    assert products.told_as("BTC-USDC") == "BTC-USD"
