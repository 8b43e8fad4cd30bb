"""The spot markets that the fake lists, with this venue's grid and fees (OKX-17, OKX-78).

Steps are those of the list of instruments in recorded answers of 2025 and 2026. Balances are kept to 14
decimals, so that a fee on the smallest trade is not rounded. The venue knows no least worth of an order: what
stands here as one is what the crowd's orders are measured by.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fakes.instruments import Instrument

MAKER_PPM: Final = 800
TAKER_PPM: Final = 1_000
PRECISION: Final = 14

BTCUSDT = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.00000001"),
    min_lots=1_000,
    max_lots=9_999_999_999 * 10**8,
    base_precision=PRECISION,
    quote_precision=PRECISION,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
ETHUSDT = Instrument(
    symbol="ETHUSDT",
    base="ETH",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.000001"),
    min_lots=100,
    max_lots=999_999_999_999 * 10**6,
    base_precision=PRECISION,
    quote_precision=PRECISION,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=Decimal("0.000001"),
    min_lots=10_000,
    max_lots=999_999_999_999 * 10**6,
    min_notional=Decimal("0.0001"),
    base_precision=PRECISION,
    quote_precision=PRECISION,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
LISTED: Final[Mapping[str, Instrument]] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
"""Two markets that share a quote asset, and one quoted in the other's base."""
