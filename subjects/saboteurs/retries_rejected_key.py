"""AU-030: a refused key is taken for a hiccup of the venue and tried again, twice a second."""

import asyncio
from typing import Any

from exchanges.errors import ExchangeError
from exchanges.venues.binance.connector import BinanceConnector
from exchanges.venues.binance.errors import KEY_REFUSED
from exchanges.venues.binance.rest import BinanceRest
from subjects.reference import Reference

ATTEMPTS = 40
PAUSE_S = 0.5


class _Rest(BinanceRest):
    async def signed(self, *given: Any, **named: Any) -> Any:
        for _ in range(ATTEMPTS - 1):
            try:
                return await super().signed(*given, **named)
            except ExchangeError as error:
                if error.code not in KEY_REFUSED:
                    raise
            await asyncio.sleep(PAUSE_S)
        return await super().signed(*given, **named)


class _Connector(BinanceConnector):
    rest_type = _Rest


class RetriesRejectedKey(Reference):
    name = "retries_rejected_key"
    connector_type = _Connector
