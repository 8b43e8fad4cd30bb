"""The swaps that the fake lists, with this venue's contracts, grid and fees (OKX-81, OKX-82, OKX-85).

Steps are of the base asset: a hundredth of a contract. The real venue has none quoted in bitcoin; the lab's
third market is.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fakes.instruments import Contract, Instrument
from fakes.venues.okx.markets import PRECISION

MAKER_PPM: Final = 200
TAKER_PPM: Final = 500

BTCUSDT = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    step=Decimal("0.0001"),
    max_lots=10_000_000_000,
    base_precision=PRECISION,
    quote_precision=PRECISION,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(size=Decimal("0.01"), default_leverage=10, max_leverage=100),
)
ETHUSDT = Instrument(
    symbol="ETHUSDT",
    base="ETH",
    quote="USDT",
    tick=Decimal("0.01"),
    step=Decimal("0.001"),
    max_lots=10_000_000_000,
    base_precision=PRECISION,
    quote_precision=PRECISION,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(size=Decimal("0.1"), default_leverage=10, max_leverage=100),
)
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=Decimal("0.01"),
    max_lots=10_000_000_000,
    min_notional=Decimal("0.0001"),
    base_precision=PRECISION,
    quote_precision=PRECISION,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
    contract=Contract(default_leverage=10, max_leverage=50, maintenance_ppm=10_000),
)
LISTED: Final[Mapping[str, Instrument]] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
