"""One market under four names, and the rules of trading there."""

from decimal import Decimal

import pytest

from exchanges.errors import InvalidRequest
from exchanges.models import InstrumentStatus
from exchanges.venues.kraken.messages import AssetRow
from exchanges.venues.kraken.pairs import Names
from tests.unit.exchanges.kraken.documented import BTCUSD, PAIRS, names_of, raw


def test_a_pair_becomes_an_instrument_under_the_name_of_the_stream() -> None:
    instruments = Names().adopt(raw(PAIRS), lambda cause: None)

    btc = instruments["BTC/USD"]
    assert list(instruments) == ["BTC/USD", "DOGE/BTC"]
    assert (btc.base, btc.quote, btc.status) == ("BTC", "USD", InstrumentStatus.TRADING)
    assert (btc.tick_size, btc.lot_size) == (Decimal("0.1"), Decimal("0.00000001"))
    assert (btc.min_quantity, btc.min_notional) == (Decimal("0.00005"), Decimal("0.5"))
    assert btc.max_quantity is None
    assert btc.order_types == ("LIMIT", "MARKET", "LIMIT_MAKER")


@pytest.mark.parametrize("name", ["XXBTZUSD", "XBTUSD", "XBT/USD", "BTC/USD"])
def test_every_name_leads_to_the_same_market(name: str) -> None:
    pair = names_of().pair(name)

    assert (pair.key, pair.symbol) == ("XXBTZUSD", "BTC/USD")
    assert (pair.price_decimals, pair.quantity_decimals) == (1, 8)
    assert names_of().symbol(name) == "BTC/USD"


def test_a_market_that_is_not_listed_is_refused_by_name() -> None:
    with pytest.raises(InvalidRequest, match="BTC/EUR"):
        names_of().pair("BTC/EUR")
    assert names_of().symbol("XXBTZEUR") == "XXBTZEUR"


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("XXBT", "BTC"),
        ("ZUSD", "USD"),
        ("XXDG", "DOGE"),
        ("XXBT.F", "BTC.F"),
        ("ADA", "ADA"),
        ("XBT.M", "BTC.M"),
        ("ETH.S", "ETH.S"),
    ],
)
def test_an_asset_has_the_name_of_the_stream(key: str, name: str) -> None:
    assert names_of().asset(key) == name


def test_assets_that_are_in_no_pair_have_names_too() -> None:
    names = names_of()
    names.adopt_assets({"XETH": AssetRow("ETH"), "XXDG": AssetRow("XDG"), "KFEE": AssetRow("FEE")})

    assert [names.asset(key) for key in ("XETH", "XXDG", "KFEE")] == ["ETH", "DOGE", "FEE"]


@pytest.mark.parametrize(
    ("word", "status", "kinds"),
    [
        ("online", InstrumentStatus.TRADING, ("LIMIT", "MARKET", "LIMIT_MAKER")),
        ("limit_only", InstrumentStatus.TRADING, ("LIMIT", "LIMIT_MAKER")),
        ("post_only", InstrumentStatus.TRADING, ("LIMIT_MAKER",)),
        ("cancel_only", InstrumentStatus.CANCEL_ONLY, ()),
        ("reduce_only", InstrumentStatus.CANCEL_ONLY, ()),
        ("maintenance", InstrumentStatus.HALTED, ()),
        ("delisted", InstrumentStatus.CLOSED, ()),
        ("something_new", InstrumentStatus.UNRECOGNISED, ()),
    ],
)
def test_the_status_says_what_may_still_be_placed(
    word: str, status: InstrumentStatus, kinds: tuple[str, ...]
) -> None:
    instrument = Names().adopt(raw({"XXBTZUSD": BTCUSD | {"status": word}}), lambda cause: None)["BTC/USD"]

    assert (instrument.status, instrument.order_types) == (status, kinds)


@pytest.mark.parametrize(
    "wrong",
    [
        {"tick_size": "none"},
        {"tick_size": "0"},
        {"tick_size": "NaN"},
        {"lot_decimals": "eight"},
        {"lot_decimals": -1},
        {"wsname": "XBTUSD"},
    ],
)
def test_a_row_that_cannot_be_read_hides_no_other(wrong: dict[str, object]) -> None:
    left_out: list[str] = []

    instruments = Names().adopt(raw(PAIRS | {"XXBTZUSD": BTCUSD | wrong}), left_out.append)

    assert list(instruments) == ["DOGE/BTC"]
    assert len(left_out) == 1
    assert left_out[0].startswith("XXBTZUSD")


def test_an_empty_list_takes_no_name_away() -> None:
    names = names_of()

    assert names.adopt({}, lambda cause: None) == {}
    assert names.pair("BTC/USD").key == "XXBTZUSD"


def test_a_pair_that_is_gone_has_no_name_any_more() -> None:
    names = names_of()
    names.adopt(raw({"XXDGXXBT": PAIRS["XXDGXXBT"]}), lambda cause: None)

    with pytest.raises(InvalidRequest):
        names.pair("BTC/USD")
