"""Bybit v5, spot. Facts: docs/venues/bybit.md, cited here by number (BYB-07)."""

from exchanges.venues.bybit.connector import BybitConnector as build

__all__ = ["build"]
