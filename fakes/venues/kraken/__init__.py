"""Kraken Spot as a fake: REST and the second WebSocket API of one venue.

The dialect follows the documents at <https://docs.kraken.com> (read between May and August 2026); numbered
facts are in `docs/venues/kraken.md` and cited here as `KRK-07`.
"""

from fakes.venues.kraken.venue import Kraken

__all__ = ["Kraken"]
