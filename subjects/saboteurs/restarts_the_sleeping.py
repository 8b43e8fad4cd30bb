"""MD-260: a book stream that has told nothing for three minutes is taken for dead, and replaced."""

import asyncio

from exchanges.connection import Connection
from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference

QUIET_S = 180.0
_SIGNS_OF_LIFE = (b'"heartbeat"', b'"heartbeats"', b"pong", b'"asks":[],"bids":[]')
"""Of the connection, and of nothing else."""


class _Books(Books):
    _heard_s = 0.0

    def on_live(self, *, gap: bool) -> None:
        self._heard_s = asyncio.get_running_loop().time()
        super().on_live(gap=gap)

    def on_message(self, raw: bytes, connection: Connection) -> bool:
        if not any(sign in raw for sign in _SIGNS_OF_LIFE):
            self._heard_s = asyncio.get_running_loop().time()
        return super().on_message(raw, connection)

    def patrol_is_due(self) -> bool:
        return self._sleeps() or super().patrol_is_due()

    def _sleeps(self) -> bool:
        return asyncio.get_running_loop().time() > self._heard_s + QUIET_S

    async def patrol(self) -> str | None:
        if self._sleeps():
            return "nothing heard for three minutes"
        return await super().patrol()


class _Connector(SpotConnector):
    books_type = _Books


class RestartsTheSleeping(Reference):
    name = "restarts_the_sleeping"
    connector_type = _Connector
