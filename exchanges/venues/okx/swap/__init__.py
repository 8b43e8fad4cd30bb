"""OKX v5, linear perpetual swaps: as on spot, but for contracts, positions and margin (OKX-81 to OKX-95)."""

from exchanges.venues.okx.swap.connector import OkxSwapConnector as build

__all__ = ["build"]
