"""What the rest of the market does while a connector is tested: seeded, and exact in time."""

from fakes.market.counterparty import Counterparty, NotTradable
from fakes.market.flow import Flow, Halting, Pace
from fakes.market.script import MarketScript
from fakes.market.scripts import BURST, HALTED, OVERNIGHT, QUIET, SCRIPTS, SILENT, TRENDING, VOLATILE

__all__ = [
    "BURST",
    "HALTED",
    "OVERNIGHT",
    "QUIET",
    "SCRIPTS",
    "SILENT",
    "TRENDING",
    "VOLATILE",
    "Counterparty",
    "Flow",
    "Halting",
    "MarketScript",
    "NotTradable",
    "Pace",
]
