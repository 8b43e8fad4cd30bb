"""Bybit v5 linear perpetuals as a fake: one-way positions, cross margin, settled in the quote coin.

What differs from spot is here; protocol, signatures and books are the package around it, and the facts are in
the same `docs/venues/bybit.md`, cited as `BYB-86`.
"""

from fakes.venues.bybit.linear.venue import BybitLinear

__all__ = ["BybitLinear"]
