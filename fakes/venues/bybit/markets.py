"""The spot markets that the fake lists, with this venue's grid and fees (BYB-16, BYB-91).

Steps and minimums are of the kind that `instruments-info` showed in 2025 and 2026; balances are kept to
ten decimals, so that a fee of the smallest order is a whole number of atoms.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fakes.instruments import Instrument

FEE_PPM: Final = 1_000
DECIMALS: Final = 10

BTCUSDT = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.000001"),
    min_lots=11,
    max_lots=83_000_000,
    min_notional=Decimal(5),
    max_notional=Decimal(8_000_000),
    base_precision=DECIMALS,
    quote_precision=DECIMALS,
    maker_fee_ppm=FEE_PPM,
    taker_fee_ppm=FEE_PPM,
)
ETHUSDT = Instrument(
    symbol="ETHUSDT",
    base="ETH",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.00001"),
    min_lots=62,
    max_lots=180_000_000,
    min_notional=Decimal(5),
    max_notional=Decimal(8_000_000),
    base_precision=DECIMALS,
    quote_precision=DECIMALS,
    maker_fee_ppm=FEE_PPM,
    taker_fee_ppm=FEE_PPM,
)
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=Decimal("0.0001"),
    min_lots=10,
    max_lots=700_000_000,
    min_notional=Decimal("0.00005"),
    max_notional=Decimal(100),
    base_precision=DECIMALS,
    quote_precision=DECIMALS,
    maker_fee_ppm=FEE_PPM,
    taker_fee_ppm=FEE_PPM,
)
LISTED: Final[Mapping[str, Instrument]] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
"""Two markets that share a quote asset, and one quoted in the other's base."""
