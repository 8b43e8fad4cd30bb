"""OKX v5, spot. Facts: docs/venues/okx.md, cited here by number (OKX-07)."""

from exchanges.venues.okx.connector import OkxConnector as build

__all__ = ["build"]
