"""When every book is silent it says so and waits: the connection answers pings, after all."""

import asyncio

from exchanges.connector import SpotConnector
from exchanges.market.books import Books
from exchanges.models import StreamState
from subjects.reference import Reference

QUIET_AFTER_S = 2.0


class TrustingBooks(Books):
    def patrol_is_due(self) -> bool:
        super().patrol_is_due()
        return True

    async def patrol(self) -> str | None:
        newest_s = self.newest_s()
        now_s = asyncio.get_running_loop().time()
        if newest_s is None or now_s - newest_s > QUIET_AFTER_S:
            if any(
                kept.silence.is_overdue(now_s, self._config().heartbeat.data_s)
                for kept in self._kept.values()
            ):
                self.stream.state = StreamState.STALE
            return None
        self.stream.state = StreamState.LIVE
        return await super().patrol()


class TrustingConnector(SpotConnector):
    books_type = TrustingBooks


class TrustsPongs(Reference):
    name = "trusts_pongs"
    connector_type = TrustingConnector
