"""Binance Spot. Facts: docs/venues/binance.md, cited here by number (BIN-07)."""

from exchanges.venues.binance.connector import BinanceConnector as build

__all__ = ["build"]
