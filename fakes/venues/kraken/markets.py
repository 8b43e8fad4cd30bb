"""The markets that the fake lists, with this venue's grid and fees (KRK-13, KRK-72).

Steps and minimums are those of `AssetPairs` in captures of 2025 and 2026; fees are of the lowest tier.
Balances are kept to the decimals of costs, 5 for USDT, and of assets, 10 for the others.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from fakes.instruments import Instrument

LOT: Final = Decimal("0.00000001")
MAKER_PPM: Final = 2_500
TAKER_PPM: Final = 4_000
MOST_LOTS: Final = 10**13

BTCUSDT = Instrument(
    symbol="BTCUSDT",
    base="BTC",
    quote="USDT",
    tick=Decimal("0.1"),
    step=LOT,
    min_lots=5_000,
    max_lots=MOST_LOTS,
    min_notional=Decimal("0.5"),
    base_precision=10,
    quote_precision=5,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
ETHUSDT = Instrument(
    symbol="ETHUSDT",
    base="ETH",
    quote="USDT",
    tick=Decimal("0.01"),
    step=LOT,
    min_lots=100_000,
    max_lots=MOST_LOTS,
    min_notional=Decimal("0.5"),
    base_precision=10,
    quote_precision=5,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
LTCBTC = Instrument(
    symbol="LTCBTC",
    base="LTC",
    quote="BTC",
    tick=Decimal("0.000001"),
    step=LOT,
    min_lots=4_000_000,
    max_lots=MOST_LOTS,
    min_notional=Decimal("0.00002"),
    base_precision=10,
    quote_precision=10,
    maker_fee_ppm=MAKER_PPM,
    taker_fee_ppm=TAKER_PPM,
)
LISTED: Final[Mapping[str, Instrument]] = {market.symbol: market for market in (BTCUSDT, ETHUSDT, LTCBTC)}
"""Two markets that share a quote asset, and one quoted in the other's base."""
