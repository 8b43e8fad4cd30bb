"""The connector: the machinery that all venues share, with the parts that speak this one's dialect."""

from __future__ import annotations

from exchanges.connector import SpotConnector
from exchanges.venues.kraken.api import KrakenApi
from exchanges.venues.kraken.books import KrakenBooks
from exchanges.venues.kraken.endpoints import ENDPOINTS
from exchanges.venues.kraken.order_ids import HexOrderIds
from exchanges.venues.kraken.talk import FRAME_GAP_S
from exchanges.venues.kraken.trades import KrakenTrades
from exchanges.venues.kraken.user import KrakenUserStream
from exchanges.venues.kraken.wire import KrakenWire


class KrakenConnector(SpotConnector):
    """Kraken Spot."""

    endpoints = ENDPOINTS
    market_path = "/v2"
    private_path = "/v2"
    connection_attempts = (120, 600.0)
    """KRK-29 allows about 150 in 600 s; the rest is for others behind the same address."""
    frame_gap_s = FRAME_GAP_S
    beats_within_s = 5.0  # KRK-53
    wire_type = KrakenWire
    api_type = KrakenApi
    user_stream_type = KrakenUserStream
    books_type = KrakenBooks
    trades_type = KrakenTrades
    order_ids_type = HexOrderIds
