"""The connector: the machinery that all venues share, with the parts that speak this one's dialect."""

from __future__ import annotations

from exchanges.connector import SpotConnector
from exchanges.venues.okx.api import OkxApi
from exchanges.venues.okx.books import OkxBooks
from exchanges.venues.okx.endpoints import ENDPOINTS
from exchanges.venues.okx.order_ids import PlainOrderIds
from exchanges.venues.okx.talk import FRAME_GAP_S, PING
from exchanges.venues.okx.trades import OkxTrades
from exchanges.venues.okx.user import OkxUserStream
from exchanges.venues.okx.wire import OkxWire


class OkxConnector(SpotConnector):
    """OKX, spot."""

    endpoints = ENDPOINTS
    market_path = "/ws/v5/public"
    trades_path = "/ws/v5/business"  # OKX-67
    private_path = "/ws/v5/private"
    connection_attempts = (2, 1.0)
    """OKX-27 allows 3 a second; the rest is for others behind the same address."""
    frame_gap_s = FRAME_GAP_S
    ping_frame = PING
    wire_type = OkxWire
    api_type = OkxApi
    user_stream_type = OkxUserStream
    books_type = OkxBooks
    trades_type = OkxTrades
    order_ids_type = PlainOrderIds
