"""What a connector calls a market, there and back."""

import pytest

from subjects.base import Access, Market
from subjects.naming import Names, as_swap, number_of, with_hyphen, with_slash

MARKETS = {
    "BTCUSDT": Market(base="BTC", quote="USDT"),
    "LTCBTC": Market(base="LTC", quote="BTC"),
}


def names() -> Names:
    return Names(Access(venue="somewhere", api_key="k", api_secret="s", markets=MARKETS), with_slash)


def test_a_market_has_the_connectors_name_there_and_the_labs_back() -> None:
    assert [names().theirs(symbol) for symbol in MARKETS] == ["BTC/USDT", "LTC/BTC"]
    assert [names().ours(name) for name in ("BTC/USDT", "LTC/BTC")] == ["BTCUSDT", "LTCBTC"]


def test_a_market_listed_later_is_known_by_its_quote_asset() -> None:
    known = names()

    assert known.theirs("SOLBTC") == "SOL/BTC"
    assert known.ours("SOL/BTC") == "SOLBTC"


def test_of_a_market_that_nobody_asked_for_the_assets_are_joined() -> None:
    assert names().ours("ETH/EUR") == "ETHEUR"


def test_some_venues_put_a_dash_between_the_assets() -> None:
    known = Names(Access(venue="somewhere", api_key="k", api_secret="s", markets=MARKETS), with_hyphen)

    assert known.theirs("BTCUSDT") == "BTC-USDT"
    assert known.ours("ETH-EUR") == "ETHEUR"


def test_of_a_contract_the_labs_name_is_that_of_its_assets() -> None:
    known = Names(Access(venue="somewhere", api_key="k", api_secret="s", markets=MARKETS), as_swap)

    assert known.theirs("BTCUSDT") == "BTC-USDT-SWAP"
    assert known.ours("SOL-USDT-SWAP") == "SOLUSDT"
    assert known.ours("SOL-EUR-SWAP") == "SOLEURSWAP"


def test_an_execution_is_called_by_a_number_or_by_a_uuid_that_has_one() -> None:
    assert number_of("62887576") == 62_887_576
    assert number_of("01234567-89ab-4cde-8000-00000000004d") == 77


def test_a_symbol_without_a_known_quote_asset_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="nothing is known of ETHEUR"):
        names().theirs("ETHEUR")
