"""Binance Spot as a fake: REST, market streams and the WebSocket API of one venue.

The dialect follows the documents at <https://github.com/binance/binance-spot-api-docs> (read as of
July 2026); numbered facts are in `docs/venues/binance.md` and cited here as `BIN-07`.
"""

from fakes.venues.binance.venue import Binance

__all__ = ["Binance"]
