"""The connector: the machinery that all venues share, with the parts that speak this one's dialect."""

from __future__ import annotations

from exchanges.connector import SpotConnector
from exchanges.venues.bybit.api import BybitApi
from exchanges.venues.bybit.books import BybitBooks
from exchanges.venues.bybit.endpoints import ENDPOINTS
from exchanges.venues.bybit.talk import FRAME_GAP_S, PING_FRAME
from exchanges.venues.bybit.trades import BybitTrades
from exchanges.venues.bybit.user import BybitUserStream
from exchanges.venues.bybit.wire import BybitWire


class BybitConnector(SpotConnector):
    """Bybit spot, unified account."""

    endpoints = ENDPOINTS
    market_path = "/v5/public/spot"
    private_path = "/v5/private"
    connection_attempts = (400, 300.0)
    """BYB-31 allows 500 in 300 s; the rest is for others behind the same address."""
    frame_gap_s = FRAME_GAP_S
    ping_frame = PING_FRAME
    wire_type = BybitWire
    api_type = BybitApi
    user_stream_type = BybitUserStream
    books_type = BybitBooks
    trades_type = BybitTrades
