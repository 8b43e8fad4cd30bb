"""Trading rules read, and orders that can only be refused refused here."""

from decimal import Decimal as D

import msgspec
import pytest
from msgspec.structs import replace

from exchanges.errors import InvalidRequest, NotSent, SymbolNotTrading
from exchanges.models import Instrument, InstrumentStatus, OrderRequest, OrderType, Side
from exchanges.trading.rules import refuse_if_wrong
from exchanges.venues.binance.api import BinanceApi
from exchanges.venues.binance.messages import ExchangeInfo
from exchanges.venues.binance.symbols import instruments_of

FILTERS = [
    {"filterType": "PRICE_FILTER", "minPrice": "0.01", "maxPrice": "1000", "tickSize": "0.01"},
    {"filterType": "LOT_SIZE", "minQty": "0.001", "maxQty": "100", "stepSize": "0.001"},
    {"filterType": "MARKET_LOT_SIZE", "minQty": "0", "maxQty": "10", "stepSize": "0"},
    {"filterType": "NOTIONAL", "minNotional": "5", "maxNotional": "9000", "avgPriceMins": 5},
    {"filterType": "SOMETHING_NEW", "limit": 7},
]


def info(status: str = "TRADING", filters: object = FILTERS, **more: object) -> ExchangeInfo:
    row = {
        "symbol": "FOOUSDT",
        "status": status,
        "baseAsset": "FOO",
        "quoteAsset": "USDT",
        "filters": filters,
        "orderTypes": ["LIMIT", "LIMIT_MAKER", "MARKET"],
        **more,
    }
    return msgspec.json.decode(msgspec.json.encode({"symbols": [row]}), type=ExchangeInfo)


def check(request: OrderRequest, instrument: Instrument) -> None:
    refuse_if_wrong(request, instrument, BinanceApi.client_order_ids, venue="binance")


def foo(status: str = "TRADING", filters: object = FILTERS) -> Instrument:
    return instruments_of(info(status, filters))["FOOUSDT"]


ORDER = OrderRequest(
    symbol="FOOUSDT", side=Side.BUY, type=OrderType.LIMIT, quantity=D("1"), price=D("100.00")
)


def test_rules_are_exact_decimals() -> None:
    instrument = foo()

    assert (instrument.tick_size, instrument.lot_size) == (D("0.01"), D("0.001"))
    assert (instrument.min_notional, instrument.max_notional) == (D(5), D(9000))


def test_a_bound_of_zero_is_no_bound() -> None:
    instrument = foo()

    assert instrument.market_min_quantity is None
    assert instrument.market_lot_size is None


def test_a_status_that_is_newer_than_we_are_does_not_trade() -> None:
    assert foo("SOMETHING_NEW").status is InstrumentStatus.UNRECOGNISED
    with pytest.raises(SymbolNotTrading):
        check(ORDER, foo("SOMETHING_NEW"))


@pytest.mark.parametrize("status", ["HALT", "BREAK", "END_OF_DAY", "CANCEL_ONLY"])
def test_no_order_goes_to_a_symbol_that_does_not_trade(status: str) -> None:
    with pytest.raises(SymbolNotTrading):
        check(ORDER, foo(status))


def test_a_right_order_passes() -> None:
    check(ORDER, foo())
    check(replace(ORDER, price=D("100.010000"), quantity=D("1.0010")), foo())
    check(replace(ORDER, type=OrderType.MARKET, price=None), foo())


WRONG = [
    ({"price": D("100.001")}, "price"),
    ({"price": D("1000.01"), "quantity": D("1")}, "price"),
    ({"price": None}, "price"),
    ({"price": D("0")}, "price"),
    ({"price": D("-1")}, "price"),
    ({"price": D("NaN")}, "price"),
    ({"price": 100.0}, "Decimal"),
    ({"quantity": D("0.0005")}, "quantity"),
    ({"quantity": D("1.0005")}, "quantity"),
    ({"quantity": D("101")}, "quantity"),
    ({"quantity": D("Infinity")}, "quantity"),
    ({"quantity": 1}, "Decimal"),
    ({"quantity": D("0.049")}, "notional"),
    ({"quantity": D("99")}, "notional"),
    ({"client_order_id": "x" * 37}, "client order id"),
    ({"client_order_id": ""}, "client order id"),
    ({"client_order_id": "a.b"}, "client order id"),
    ({"client_order_id": "a&b=c"}, "client order id"),
    ({"client_order_id": "ünicode"}, "client order id"),
    ({"type": OrderType.MARKET}, "price"),
    ({"type": OrderType.MARKET, "price": None, "quantity": D("11")}, "quantity"),
    ({"type": OrderType.UNRECOGNISED}, "type"),
]


@pytest.mark.parametrize(("change", "word"), WRONG)
def test_an_order_that_can_only_be_refused_never_leaves(change: dict[str, object], word: str) -> None:
    with pytest.raises(InvalidRequest, match=word) as caught:
        check(replace(ORDER, **change), foo())

    assert isinstance(caught.value, NotSent)


def test_symbols_that_are_not_for_spot_are_left_out() -> None:
    assert instruments_of(info(isSpotTradingAllowed=False)) == {}


def test_a_row_that_cannot_be_read_does_not_hide_the_others() -> None:
    whole = msgspec.json.decode(msgspec.json.encode(info()))
    odd = {
        **whole["symbols"][0],
        "symbol": "ODDUSDT",
        "filters": [{"filterType": "PRICE_FILTER", "tickSize": None}],
    }
    both = msgspec.json.encode({"symbols": [odd, *whole["symbols"]]})
    unreadable: list[str] = []

    instruments = instruments_of(msgspec.json.decode(both, type=ExchangeInfo), unreadable.append)

    assert list(instruments) == ["FOOUSDT"]
    assert len(unreadable) == 1
