"""What a fee is worth in dollars."""

from fakes.instruments import Side
from fakes.venues.kraken.digits import USD_DECIMALS
from fakes.venues.kraken.usd import UsdWorth
from tests.unit.fakes.kraken.kraken_market import KrakenMarket

DOLLAR = 10**USD_DECIMALS


def test_a_dollar_token_counts_as_a_dollar() -> None:
    assert UsdWorth(KrakenMarket().exchange)("USDT", 250_000) == int(2.5 * DOLLAR)


def test_what_is_less_than_a_unit_is_rounded_to_the_nearest() -> None:
    scale = 10 ** (5 - USD_DECIMALS) if USD_DECIMALS < 5 else 1
    worth = UsdWorth(KrakenMarket().exchange)

    assert worth("USDT", scale // 2) == (1 if scale > 1 else 0)
    assert worth("USDT", max(scale // 2 - 1, 0)) == 0


def test_anything_else_counts_at_its_last_trade() -> None:
    market = KrakenMarket()
    worth = UsdWorth(market.exchange)
    assert worth("FOO", 10**10) == 0

    market.trade(1_234, taker=Side.SELL)

    assert worth("FOO", 10**10) == int(123.4 * DOLLAR)


def test_what_is_traded_against_no_dollar_is_worth_nothing_known() -> None:
    assert UsdWorth(KrakenMarket().exchange)("BAR", 10**10) == 0
