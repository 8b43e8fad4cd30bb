"""The contracts that the fake lists, with this venue's grid, fees and bounds (BYB-17, BYB-91)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fakes.instruments import Contract, Instrument

MAKER_PPM: Final = 200
TAKER_PPM: Final = 550
DECIMALS: Final = 10

BTCUSDT = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.10"),
    step=Decimal("0.001"),
    max_ticks=19_999_998,
    max_lots=1_190_000,
    min_notional=Decimal(5),
    max_notional=Decimal(1_000_000_000),
    base_precision=DECIMALS,
    quote_precision=DECIMALS,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(default_leverage=10, max_leverage=100, maintenance_ppm=5_000),
)
ETHUSDT = Instrument(
    symbol="ETHUSDT",
    base="ETH",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.01"),
    max_ticks=19_999_998,
    max_lots=724_000,
    min_notional=Decimal(5),
    max_notional=Decimal(1_000_000_000),
    base_precision=DECIMALS,
    quote_precision=DECIMALS,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(default_leverage=10, max_leverage=100, maintenance_ppm=5_000),
)
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=Decimal("0.01"),
    max_lots=10_000_000,
    min_notional=Decimal("0.0001"),
    max_notional=Decimal(10_000),
    base_precision=DECIMALS,
    quote_precision=DECIMALS,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(default_leverage=10, max_leverage=50, maintenance_ppm=10_000),
)
"""The real venue has no linear contract that is settled in bitcoin; the lab's third market is one."""
LISTED: Final[Mapping[str, Instrument]] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
