"""Binance USD-M futures as a fake: perpetual contracts, one-way positions, cross margin in one asset.

What differs from Spot is here, facts in `docs/venues/binance-usdm.md`, cited as `BFU-10`; what
both share (signatures, control frames, windows) is the package around it.
"""

from fakes.venues.binance.usdm.venue import BinanceUsdm

__all__ = ["BinanceUsdm"]
