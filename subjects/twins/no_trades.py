"""Offers no public trades: books and orders are all that its users need."""

from subjects.base import Capability, Tell, Unsupported
from subjects.reference import Reference, ReferenceSession


class _Session(ReferenceSession):
    async def watch_trades(self, symbol: str, tell: Tell) -> None:
        raise Unsupported("watch_trades")


class NoTrades(Reference):
    name = "no_trades"
    capabilities = ~(Capability.TRADES | Capability.TRADE_TIMES)
    session_type = _Session
