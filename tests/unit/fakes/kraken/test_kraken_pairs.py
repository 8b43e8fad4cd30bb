import pytest

from fakes.exchange import Exchange, SymbolStatus
from fakes.ledger import Ledger
from fakes.venues.kraken.markets import LISTED
from fakes.venues.kraken.pairs import Pairs


@pytest.fixture
def exchange() -> Exchange:
    return Exchange(tuple(LISTED.values()), Ledger(lambda: 0.0), lambda: 0)


@pytest.mark.parametrize(
    ("symbol", "names"),
    [
        ("BTCUSDT", ("XBTUSDT", "XBTUSDT", "XBT/USDT", "BTC/USDT")),
        ("ETHUSDT", ("ETHUSDT", "ETHUSDT", "ETH/USDT", "ETH/USDT")),
        ("LTCBTC", ("XLTCXXBT", "LTCXBT", "LTC/XBT", "LTC/BTC")),
    ],
)
def test_a_market_has_four_names_and_each_means_it(
    exchange: Exchange, symbol: str, names: tuple[str, ...]
) -> None:
    pairs = Pairs(exchange)

    pair = pairs.of(symbol)

    assert (pair.key, pair.altname, pair.wsname, pair.name) == names
    assert [pairs.asked(name) for name in names] == [pair] * 4


def test_the_second_websocket_takes_its_own_form_only(exchange: Exchange) -> None:
    pairs = Pairs(exchange)

    assert pairs.named("BTC/USDT") is pairs.of("BTCUSDT")
    assert pairs.named("XBT/USDT") is None
    assert pairs.named("XBTUSDT") is None


def test_the_labs_own_name_means_nothing(exchange: Exchange) -> None:
    assert Pairs(exchange).asked("BTCUSDT") is None


def test_a_delisted_market_has_no_name_any_more(exchange: Exchange) -> None:
    pairs = Pairs(exchange)
    pairs.of("BTCUSDT")

    exchange.set_status("BTCUSDT", SymbolStatus.DELISTED)

    assert pairs.asked("XBTUSDT") is None
    assert [pair.symbol for pair in pairs.listed()] == ["ETHUSDT", "LTCBTC"]


def test_assets_are_named_once_each_in_order_of_appearance(exchange: Exchange) -> None:
    assets = Pairs(exchange).assets()

    assert [(each.key, each.altname, each.decimals) for each in assets][:4] == [
        ("XXBT", "XBT", 10),
        ("USDT", "USDT", 8),
        ("XETH", "ETH", 10),
        ("XLTC", "LTC", 10),
    ]


def test_an_asset_without_a_market_has_its_key_all_the_same(exchange: Exchange) -> None:
    keys = [each.key for each in Pairs(exchange).assets()]

    assert "XXMR" in keys
    assert len(keys) == len(dict.fromkeys(keys))


def test_digits_follow_the_grid(exchange: Exchange) -> None:
    digits = Pairs(exchange).of("LTCBTC").digits

    assert (digits.price_decimals, digits.price(1_500).text, digits.quantity(1).text) == (
        6,
        "0.001500",
        "0.00000001",
    )
