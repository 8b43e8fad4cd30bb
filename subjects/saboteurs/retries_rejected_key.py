"""AU-030: a refused key is taken for a hiccup of the venue and tried again, twice a second."""

import asyncio
from typing import Any

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.requests import Requests
from subjects.reference import Reference

ATTEMPTS = 80
PAUSE_S = 0.5


class _Rest(Requests):
    async def signed(self, *given: Any, **named: Any) -> Any:
        for _ in range(ATTEMPTS - 1):
            try:
                return await super().signed(*given, **named)
            except ExchangeError as error:
                if not self._wire.refuses_key(error):
                    raise
            await asyncio.sleep(PAUSE_S)
        return await super().signed(*given, **named)


class _Connector(SpotConnector):
    rest_type = _Rest


class RetriesRejectedKey(Reference):
    name = "retries_rejected_key"
    connector_type = _Connector
