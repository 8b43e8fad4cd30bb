"""The markets that the fake lists, with this venue's grid and fees (CBS-24, CBS-86)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fakes.instruments import Instrument

LOT: Final = Decimal("0.00000001")
MAKER_PPM: Final = 4_000
TAKER_PPM: Final = 6_000

BTCUSDT = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.01"),
    step=LOT,
    max_lots=340_000_000_000,
    min_notional=Decimal(1),
    max_notional=Decimal(150_000_000),
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
ETHUSDT = Instrument(
    symbol="ETHUSDT",
    base="ETH",
    quote="USDT",
    tick=Decimal("0.01"),
    step=LOT,
    max_lots=4_200_000_000_000,
    min_notional=Decimal(1),
    max_notional=Decimal(150_000_000),
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=LOT,
    max_lots=2_000_000_000_000,
    min_notional=Decimal("0.000016"),
    max_notional=Decimal(2_000),
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
LISTED: Final[Mapping[str, Instrument]] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
"""Two markets that share a quote asset, and one quoted in the other's base."""
