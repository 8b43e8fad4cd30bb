"""The contracts that the fake lists, with the venue's grid, fees and bounds."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fakes.instruments import Contract, Instrument

MAKER_PPM: Final = 200
TAKER_PPM: Final = 400
BTCUSDT = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.10"),
    step=Decimal("0.0001"),
    min_notional=Decimal(50),
    max_ticks=45_292_880,
    max_lots=10_000_000,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(),
)
ETHUSDT = Instrument(
    symbol="ETHUSDT",
    base="ETH",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.0001"),
    min_notional=Decimal(20),
    max_ticks=30_617_600,
    max_lots=100_000_000,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(max_leverage=100),
)
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=Decimal("0.01"),
    min_notional=Decimal("0.0001"),
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(max_leverage=50, maintenance_ppm=10_000),
)
"""The real one that is quoted in bitcoin is of ether; the lab's third market is of litecoin."""
LISTED: Mapping[str, Instrument] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
