"""OR-410: the more often an outcome was unknown, the later it looks up what is: the venue must be busy."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.orders import Lookup
from exchanges.trading.orders import Orders
from subjects.reference import Reference

FREE = 5
"""So many unknown outcomes are nothing out of the ordinary."""
STEP_S = 5.0
LONGEST_S = 90.0


class _Orders(Orders):
    _unknown = 0

    def _outcome_unknown(self, symbol: str, identity: str, cause: str) -> None:
        self._unknown += 1
        super()._outcome_unknown(symbol, identity, cause)

    async def _resolve(self, lookup: Lookup) -> None:
        await asyncio.sleep(min(LONGEST_S, max(0.0, STEP_S * (self._unknown - FREE))))
        await super()._resolve(lookup)


class _Connector(SpotConnector):
    orders_type = _Orders


class LooksUpAtLeisure(Reference):
    name = "looks_up_at_leisure"
    connector_type = _Connector
