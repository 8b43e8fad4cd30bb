"""ER-070: told that the venue is closed, it asks again twice a second, so as to be the first inside."""

import asyncio
from collections.abc import Callable, Mapping
from itertools import count
from typing import Any, TypeVar

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.ratelimit import FREE
from exchanges.requests import Requests
from subjects.reference import Reference

T = TypeVar("T")
_CLOSED = ("maintenance", "EService:Unavailable", "temporarily unavailable", "HTTP 503")
"""How venues say it."""
_TIMES = 20
_PAUSE_S = 0.5


class _Rest(Requests):
    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._attempts = count()

    async def signed(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        **options: Any,
    ) -> T:
        for attempt in count(1):
            try:
                return await super().signed(method, path, parameters, decode, **options)
            except ExchangeError as error:
                if (
                    options.get("group") in ("orders", "cancels")
                    or attempt > _TIMES
                    or not any(words in error.message for words in _CLOSED)
                ):
                    raise
            await asyncio.sleep(_PAUSE_S)
            # In a group of its own, for which no circuit has opened yet.
            # It was turned away at the door: what has not been done has cost nothing.
            options |= {"group": f"attempt-{next(self._attempts)}", "cost": FREE}
        raise AssertionError("counting has no end")


class _Connector(SpotConnector):
    rest_type = _Rest


class InsistsInMaintenance(Reference):
    name = "insists_in_maintenance"
    connector_type = _Connector
