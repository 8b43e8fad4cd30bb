"""Binance USD-M futures. Facts: docs/venues/binance-usdm.md, cited here by number (BFU-10)."""

from exchanges.venues.binance.usdm.connector import BinanceUsdmConnector as build

__all__ = ["build"]
