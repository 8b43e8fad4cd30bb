"""Kraken Spot. Facts: docs/venues/kraken.md, cited here by number (KRK-07)."""

from exchanges.venues.kraken.connector import KrakenConnector as build

__all__ = ["build"]
