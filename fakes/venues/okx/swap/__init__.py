"""OKX's perpetual swaps as a fake: the same protocol as spot, with sizes in contracts, positions and funding.

Numbered facts are in `docs/venues/okx.md`, from OKX-81 on.
"""

from fakes.venues.okx.swap.venue import OkxSwap

__all__ = ["OkxSwap"]
