"""Coinbase Advanced Trade as a fake: REST and the WebSocket feeds of one venue, spot.

The dialect follows the documents at <https://docs.cdp.coinbase.com> (read between June and August 2026);
numbered facts are in `docs/venues/coinbase.md` and cited here as `CBS-07`.
"""

from fakes.venues.coinbase.venue import Coinbase

__all__ = ["Coinbase"]
