"""What a market script is."""

from random import Random
from typing import Protocol

from fakes.exchange import Exchange


class MarketScript(Protocol):
    """The crowd. Acts through `Exchange.place` and `cancel` like everybody else."""

    @property
    def name(self) -> str: ...

    def prepare(self, exchange: Exchange, rng: Random) -> None:
        """Fund the crowd and build the opening books, before the venue takes its first connection."""

    async def run(self, exchange: Exchange, rng: Random) -> None:
        """Trade until cancelled, or until the script ends."""
