"""What `/private` offers: orders and balances of an account, and trading, to whoever has logged in."""

from collections.abc import Mapping
from typing import Any

from fakes.venues.okx import events
from fakes.venues.okx.events import EventRefused
from fakes.venues.okx.line import Line
from fakes.venues.okx.subscriptions import Wanted
from fakes.venues.okx.user_streams import UserStreams
from fakes.venues.okx.ws_trading import OPS, WsTrading


class PrivateOffers:
    def __init__(self, *, streams: UserStreams, trading: WsTrading, most_connections: int) -> None:
        self._streams = streams
        self._trading = trading
        self._most_connections = most_connections

    def join(self, line: Line, wanted: Wanted) -> None:
        self._streams.join(line, wanted)

    def begin(self, line: Line, wanted: Wanted) -> None:
        self._streams.begin(line, wanted)

    def leave(self, line: Line, wanted: Wanted) -> None:
        self._streams.leave(line, wanted)

    def count(self, line: Line, wanted: Wanted) -> Mapping[str, Any]:
        assert line.key is not None  # nobody else gets here
        count = self._streams.count(line.key.account, wanted.channel)
        too_many = count > self._most_connections
        return events.connections(wanted.channel, count, line.conn_id, too_many=too_many)

    def serve(self, line: Line, op: str, request: Mapping[str, Any]) -> bool:
        if op not in OPS:
            return False
        if line.key is None:
            raise EventRefused(events.LOG_IN_FIRST)
        self._trading.serve(line, line.key, op, request)
        return True
