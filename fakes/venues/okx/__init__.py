"""OKX v5 as a fake: REST and the WebSocket of one venue.

The dialect follows the documents at <https://www.okx.com/docs-v5/en/> (read between June and August 2026);
numbered facts are in `docs/venues/okx.md` and cited here as `OKX-07`.
"""

from fakes.venues.okx.venue import Okx

__all__ = ["Okx"]
