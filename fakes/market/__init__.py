"""What the rest of the market does while a connector is tested: seeded, and exact in time."""

from fakes.market.counterparty import Counterparty
from fakes.market.script import MarketScript

__all__ = ["Counterparty", "MarketScript"]
