"""Binance Spot. Facts: docs/venues/binance.md, cited here by number (BIN-07)."""
