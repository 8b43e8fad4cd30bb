"""Bybit v5 Spot as a fake: REST, public and private streams, and orders over a socket.

The dialect follows the documents at <https://bybit-exchange.github.io/docs/> in their state of 2026-07-24;
numbered facts are in `docs/venues/bybit.md` and cited here as `BYB-07`.
"""

from fakes.venues.bybit.venue import Bybit

__all__ = ["Bybit"]
