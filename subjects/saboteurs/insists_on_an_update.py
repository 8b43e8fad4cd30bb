"""RD-160: a stream that came back and tells nothing of any book within seconds did not really come back."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from subjects.reference import Reference

PATIENCE_S = 11.0


class _Books(Books):
    _back_s = float("inf")

    def on_live(self, *, gap: bool) -> None:
        if gap:
            self._back_s = asyncio.get_running_loop().time()
        super().on_live(gap=gap)

    async def patrol(self) -> str | None:
        if asyncio.get_running_loop().time() - self._back_s > PATIENCE_S:
            if all(kept.last_told == 0 for kept in self._kept.values()):
                return "nothing came after the reconnect"
            self._back_s = float("inf")
        return await super().patrol()


class _Connector(SpotConnector):
    books_type = _Books


class InsistsOnAnUpdate(Reference):
    name = "insists_on_an_update"
    connector_type = _Connector
