"""Coinbase Advanced Trade. Facts: docs/venues/coinbase.md, cited here by number (CBS-07)."""

from exchanges.venues.coinbase.connector import CoinbaseConnector as build

__all__ = ["build"]
