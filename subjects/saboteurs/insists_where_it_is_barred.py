"""ER-080: what is not an answer is the network's fault to it, so a legal block is tried twice a second."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from exchanges.connector import SpotConnector
from exchanges.errors import ExchangeError
from exchanges.requests import Requests
from subjects.reference import Reference

T = TypeVar("T")
_BARRED = 451
_TIMES = 20
_PAUSE_S = 0.5


class _Rest(Requests):
    async def signed(
        self,
        method: str,
        path: str,
        parameters: Mapping[str, str],
        decode: Callable[[bytes], T],
        **options: Any,
    ) -> T:
        for _ in range(_TIMES):
            try:
                return await super().signed(method, path, parameters, decode, **options)
            except ExchangeError as error:
                if options.get("group") in ("orders", "cancels") or error.code != _BARRED:
                    raise
            await asyncio.sleep(_PAUSE_S)
        return await super().signed(method, path, parameters, decode, **options)


class _Connector(SpotConnector):
    rest_type = _Rest


class InsistsWhereItIsBarred(Reference):
    name = "insists_where_it_is_barred"
    connector_type = _Connector
